"""Settings by surrounding: `dev` for ./dev demo, `test` for ./dev test, `production` for a real site."""
