"""What the web and the worker do while something they need is away."""
