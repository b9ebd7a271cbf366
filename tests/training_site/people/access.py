"""Who may open the doors and the account page, written by hand."""

ALL = {"public": "ok", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
SIGNED_IN = {**ALL, "public": "login"}

ROWS = {
    "people:language": ALL,
    "people:account": SIGNED_IN,
    "people:set_password": SIGNED_IN,
    "people:first_sign_in": ALL,
    "people:forgotten": ALL,
    "people:forgotten_sent": ALL,
    "people:new_password": ALL,
}


def arguments(world):
    return {"people:new_password": {"uidb64": "MQ", "token": "x-y"}}
