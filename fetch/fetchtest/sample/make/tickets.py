"""Writes the sample's tickets and workspace.json, and checks that nothing of the record is left out: python3 tickets.py"""
import json, os, sys

sys.dont_write_bytecode = True
import coverage, feeds, hebrew, mail, support, world
from record import ORDERS, SUPPORT

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")

WORKSPACE = {
    "name": "Sahar · סהר נופש ואלקטרוניקה לבית",
    "departments": [
        {"id": ORDERS, "name": "Orders · הזמנות ושירות לקוחות", "apiKey": ORDERS, "apiSecret": "demo-secret-orders-not-a-real-one", "userName": "archive@sahar.example.com"},
        {"id": SUPPORT, "name": "תמיכה טכנית", "apiKey": SUPPORT, "apiSecret": "demo-secret-support-not-a-real-one", "userName": "archive@sahar.example.com"},
    ],
}


def write(name, value, escaped=False):
    with open(os.path.join(ROOT, name), "w", encoding="utf-8") as f:
        json.dump(value, f, ensure_ascii=escaped, indent=1)
        f.write("\n")


if __name__ == "__main__":
    folder = os.path.join(ROOT, "tickets")
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        os.remove(os.path.join(folder, old))
    write("workspace.json", WORKSPACE)
    for story in [s for m in (hebrew, mail, support, world, feeds) for s in m.STORIES]:
        t = story()
        write(f"tickets/{t.id}.json", t.json(), t.escaped)
    sys.exit(coverage.report(ROOT))
