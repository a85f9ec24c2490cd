"""An installation under light load while its processes are killed and what it rests on fails: what it costs."""
