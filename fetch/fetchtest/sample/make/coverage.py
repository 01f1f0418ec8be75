"""Counts what of the service's record occurs in the sample, and fails when something does not."""
import collections, json, os, re

WANTED = {
    "type": "Message InteractiveDocument LiveVideo LiveVideoBidirectional LiveVideoEnded TicketClosed TicketOpened TicketSnoozed TicketReAssigned "
            "ParticipantAdd ParticipantDeActivated ParticipantReActivated ParticipantProtocolTypeChangeByAgent ParticipantProtocolTypeChangeByCustomer "
            "InputBlockedInactiveCustomer ParticipantBlocke TicketSetAsPending IntroductionMessage DepartmentClosedMessage OwnerOfflineMessage "
            "OwnerOnBreakMessage TicketClosedMessage TicketReOpenedMessage CustomerAreYouHereMessage CustomerInputBlockedMessage InteractiveDocumentSealed "
            "UnsupportedMediaTypeMessage Note TicketAwaken MessageEdited MessageDeleted TicketMovedFromDepartment TicketMovedToDepartment TicketClosedAutomatically",
    "status": "Pending Delivered Read Undelivered Queued Accepted Buffered Failed Rejected Expired",
    "fromProtocolType": "SMS WhatsApp Mail Web FBmessenger WebViaSMS TelegramBot FacebookFeed InstagramFeed PhoneCall Undefind Undefined "
                        "Viber AppleBusinessChat GoogleBusinessMessages GoogleBusinessReviews InstagramDM Twitter",
    "subProtocolType": "Undefined MailTo MailCc MailBcc",
    "attachment": "Image Video Document File Solution InteractiveDocument Audio",
    "participant": "Client User System",
    "ticketType": "Regular Bot GlassixBot",
    "state": "Open Closed Pending Snoozed",
    "sanitizationState": "Undefined Allowed",
    "date": "short plain z ms ticks",
    "unset": "zero null",
    "culture": "he-IL en-US en-GB ar-IL ru-RU ja-JP zh-CN ko-KR th-TH hi-IN",
}

FORMS = [("short", r"\.\d{1,2}$"), ("plain", r":\d\d$"), ("z", r":\d\dZ$"), ("ms", r"\.\d{3}Z$"), ("ticks", r"\.\d{7}Z$")]


def seen(root):
    """Yields (kind, value) for each occurrence in the tickets under root."""
    for name in sorted(os.listdir(os.path.join(root, "tickets"))):
        with open(os.path.join(root, "tickets", name), encoding="utf-8") as f:
            t = json.load(f)
        yield from [("ticketType", t["ticketType"]), ("state", t["state"]), ("culture", t["culture"])]
        if t["state"] != "Closed":
            yield "unset", "null" if t["close"] is None else "zero"
        for p in t["participants"]:
            yield "subProtocolType", p["subProtocolType"]
        for tr in t["transactions"]:
            yield from [(k, tr[k]) for k in ("type", "status", "fromProtocolType")]
            yield "participant", tr["fromParticipant"]["type"]
            yield "date", next(n for n, r in FORMS if re.search(r, tr["dateTime"]))
            for a in tr["attachments"]:
                yield "attachment", a["type"]
                yield "sanitizationState", a.get("sanitizationState", "(absent)")


def sound(root):
    """Says what is wrong with the tickets under root: order, names, placeholders without a file."""
    files = set(os.listdir(os.path.join(root, "files")))
    used = set()
    for name in sorted(os.listdir(os.path.join(root, "tickets"))):
        with open(os.path.join(root, "tickets", name), encoding="utf-8") as f:
            raw = f.read()
        t = json.loads(raw)
        used |= set(re.findall(r"\{\{file:([^}]+)\}\}", raw))
        times = [tr["dateTime"].rstrip("Z") for tr in t["transactions"]]
        if [x[:19] for x in times] != sorted((x[:19] for x in times), reverse=True):
            yield f"{name}: not newest first"
        if not 6 <= len(times) <= 25:
            yield f"{name}: {len(times)} transactions"
        if t["state"] == "Closed" and not t["close"].startswith("2026-0"):
            yield f"{name}: closed {t['close']}"
        guids = [tr["guidTransactionId"] for tr in t["transactions"]]
        if len(set(guids)) != len(guids):
            yield f"{name}: a transaction's id twice"
    for lost in sorted(used - files):
        yield f"no file {lost}"
    for idle in sorted(files - used):
        yield f"file {idle} is in no ticket"


def report(root):
    """Prints the counts; 1 when a wanted value is missing or a ticket is not sound."""
    counts = collections.defaultdict(collections.Counter)
    for kind, value in seen(root):
        counts[kind][value] += 1
    missing = [f"{kind} {v}" for kind, words in WANTED.items() for v in words.split() if not counts[kind][v]]
    for kind, c in counts.items():
        known = WANTED[kind].split()
        print(f"{kind} ({sum(1 for v in known if c[v])} of {len(known)}):", ", ".join(f"{v} {n}" for v, n in c.most_common()))
    wrong = [f"missing: {m}" for m in missing] + list(sound(root))
    print("\n".join(wrong) or "all there, all sound")
    return 1 if wrong else 0
