"""What a project that builds on timeline needs to test it."""
