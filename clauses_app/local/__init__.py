"""Development runtime: PostgreSQL and Valkey from their wheels, `make run`, `make test`, `manage.py`.

Nothing here is imported by the application, and nothing here imports Django.
"""
