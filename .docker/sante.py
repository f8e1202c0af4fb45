"""Health of the web container: its own database and broker; a missing worker is not its illness."""

import json
import os
import sys
import urllib.error
import urllib.request

demande = urllib.request.Request(
    "http://127.0.0.1:8000/sante/", headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0]}
)
try:
    with urllib.request.urlopen(demande, timeout=5) as reponse:  # noqa: S310 (address written above)
        etat = json.load(reponse)
except urllib.error.HTTPError as refus:
    etat = json.load(refus)
sys.exit(not (etat["database"] == etat["broker"] == "ok"))
