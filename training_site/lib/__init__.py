"""What every room may use: no models, no requests of its own, no knowledge of any room."""
