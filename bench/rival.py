"""Archives closed tickets as a user would write it: requests, WeasyPrint, boto3.

python3 rival.py SERVICE STORE, where STORE is a folder or s3://bucket/prefix.
It renders one HTML page and one PDF a ticket, packs them with the files and
their checksums, keeps no account of what failed, and ends at the first error.
"""
import base64
import concurrent.futures
import datetime
import hashlib
import html
import io
import json
import logging
import os
import sys
import zipfile

import boto3
import requests
import weasyprint

SERVICE, STORE = sys.argv[1:3]
API = SERVICE + "/api/v1.2/"
MONTHS = [(2026, 1), (2026, 2), (2026, 3)]
LOGIN = {"apiKey": "bench", "apiSecret": "secret", "userName": "bench@example.com"}

STYLE = """
@page { size: A4; margin: 15mm }
body { font: 10pt "DejaVu Sans", sans-serif }
table { border-collapse: collapse } th { text-align: start; padding-inline-end: 2em }
.message { border: 1px solid #ccc; border-radius: 6px; padding: 6px; margin: 6px 0; break-inside: avoid }
.who { color: #666; font-size: 8pt } .text { white-space: pre-wrap }
"""

session = requests.Session()
fonts = None
bucket = None
downloads = None


def login():
    answer = session.post(API + "token/get", json=LOGIN, timeout=60)
    answer.raise_for_status()
    return answer.json()["access_token"]


def start(token):
    """Makes a worker process ready."""
    global session, fonts, bucket, downloads
    session = requests.Session()  # connections can't be shared with the parent
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    session.headers["Authorization"] = "Bearer " + token
    fonts = weasyprint.text.fonts.FontConfiguration()
    downloads = concurrent.futures.ThreadPoolExecutor(4)
    if STORE.startswith("s3://"):
        bucket = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL_S3"])


def ask(path, **query):
    answer = session.get(API + path, params=query, timeout=60)
    answer.raise_for_status()
    return answer.json()


def closed():
    """Yields the ids of the closed tickets, each once."""
    seen = set()
    for year, month in MONTHS:
        since = datetime.datetime(year, month, 1)
        until = datetime.datetime(year, month + 1, 1)
        form = "%d/%m/%Y %H:%M:%S:00"
        page = ask("tickets/list", since=since.strftime(form), until=until.strftime(form), ticketState="Closed")
        while True:
            for ticket in page["tickets"]:
                if ticket["state"] == "Closed" and ticket["id"] not in seen:
                    seen.add(ticket["id"])
                    yield ticket["id"]
            following = (page.get("paging") or {}).get("next")
            if not following:
                break
            answer = session.get(following, timeout=60)
            answer.raise_for_status()
            page = answer.json()


def download(attachment):
    # Its address is signed: the token must not go there.
    answer = requests.get(attachment["uri"], timeout=60)
    answer.raise_for_status()
    return answer.content


def page(ticket, files):
    """Is the transcript as HTML; each message runs in its own direction."""
    rows = [("Subject", ticket["field1"]), ("State", ticket["state"]), ("Opened", ticket["open"]), ("Closed", ticket["close"]),
            ("Tags", ", ".join(ticket["tags"])), ("People", ", ".join(p["name"] for p in ticket["participants"]))]
    head = "".join(f'<tr><th>{name}</th><td dir="auto">{html.escape(value or "")}</td></tr>' for name, value in rows)
    messages = []
    for said in reversed(ticket["transactions"]):
        links = "".join(f'<li dir="auto"><a href="{html.escape(name)}">{html.escape(a["originalFileName"])}</a>, {len(content)} bytes, {checksum}</li>'
                        for a, name, content, checksum in files if a in said["attachments"])
        messages.append(f'<div class="message"><div class="who">{html.escape(said["dateTime"])} · {said["type"]} · '
                        f'{html.escape(said["fromParticipant"]["name"])}</div><div class="text" dir="auto">{html.escape(said["text"])}</div><ul>{links}</ul></div>')
    return (f'<!DOCTYPE html><html lang="{ticket["culture"][:2]}"><head><meta charset="utf-8"><title>{ticket["id"]}</title><style>{STYLE}</style></head>'
            f'<body><h1>Ticket {ticket["id"]}</h1><table>{head}</table>{"".join(messages)}</body></html>')


def pack(ticket, files):
    """Is the ZIP of one ticket."""
    text = page(ticket, files)
    contents = {"ticket.json": json.dumps(ticket, ensure_ascii=False, indent=1).encode(), "transcript.html": text.encode(),
                "transcript.pdf": weasyprint.HTML(string=text).write_pdf(font_config=fonts)}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    for _, name, content, checksum in files:
        contents[name], sums[name] = content, checksum
    contents["sha256.txt"] = "".join(f"{checksum}  {name}\n" for name, checksum in sums.items()).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in contents.items():
            bundle.writestr(name, content)
    return packed.getvalue()


def keep(key, data):
    if not bucket:
        path = os.path.join(STORE, key)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".part", "wb") as file:
            file.write(data)
        os.rename(path + ".part", path)
        return
    name, _, prefix = STORE.removeprefix("s3://").partition("/")
    checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()
    bucket.put_object(Bucket=name, Key=prefix + "/" + key, Body=data, ContentType="application/zip", ChecksumSHA256=checksum)


def archive(number):
    ticket = ask(f"tickets/get/{number}")
    attachments = [a for said in ticket["transactions"] for a in said["attachments"]]
    files = [(a, f"files/{a['fileIdentifier']}", content, hashlib.sha256(content).hexdigest())
             for a, content in zip(attachments, downloads.map(download, attachments))]
    keep(f"tickets/{ticket['close'][:4]}/{ticket['close'][5:7]}/{number}.zip", pack(ticket, files))


def main():
    token = login()
    session.headers["Authorization"] = "Bearer " + token
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), initializer=start, initargs=(token,)) as workers:
        count = sum(1 for _ in workers.map(archive, closed()))
    print(json.dumps({"Archived": count}))


if __name__ == "__main__":
    main()
