"""What an installation is looked at for, by theme; `doctor_checks` has them all."""
