"""The floor: settings, tenancy, accounts, audit, interface. Holds every room, imports none."""
