"""Settings of the instance that is killed: those of the journeys, for depositors faster than people."""

from tests.parcours.reglages import *  # noqa: F403

REST_FRAMEWORK = REST_FRAMEWORK | {  # noqa: F405
    "DEFAULT_THROTTLE_RATES": {"api": "100000/min", "api_depots": "100000/min"}
}
