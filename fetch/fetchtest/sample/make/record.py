"""A ticket told as a story, in order, and written as the service would answer it: newest first."""
import copy, hashlib, uuid
from datetime import datetime, timedelta

from files import FILES, PICTURES

ORDERS = "3f0d6c1e-5a58-4c1b-9d0e-7f2f6a1b9c10"
SUPPORT = "b81c2a77-0e4d-4f6a-8a53-21d94e6f0c55"
NAMESPACE = uuid.UUID("5ab0cafe-0000-4000-8000-5a4a00000000")
UNSET = "0001-01-01T00:00:00"
NOBODY = "00000000-0000-0000-0000-000000000000"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

AGENTS = {
    "dana": ("דנה פרץ", "Dana", "Female"), "yossi": ("יוסי אזולאי", "", "Male"), "lina": ("لينا حداد", "Lina", "Female"),
    "misha": ("Михаил Гуревич", "Misha", "Male"), "tomer": ("תומר בן־חיים", None, "Male"), "amy": ("Amy Kessler 🌊", "Amy", "Female"),
}


def guid(*parts):
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))


def number(*parts):
    """A number of 32 bits that depends on parts alone."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:4], "big")


def written(when, form):
    """when in one of the forms that the service uses."""
    base = when.strftime("%Y-%m-%dT%H:%M:%S")
    us = when.microsecond
    return {
        "plain": base, "short": base + (f".{us // 10000:02d}".rstrip("0").rstrip(".")), "z": base + "Z",
        "ms": f"{base}.{us // 1000:03d}Z", "ticks": f"{base}.{us:06d}{us % 9 + 1}Z",
    }[form]


def attachment(key, type, name=None, embedded=False, state="Allowed"):
    """An attachment by its key in FILES; name is what the customer called it."""
    return {"key": key, "type": type, "name": name or FILES[key][12:], "embedded": embedded, "state": state}


class Ticket:
    def __init__(self, id, department, protocol, opened, dates="z", old=False, owner="dana", culture="he-IL", **head):
        self.id, self.department, self.protocol, self.dates, self.old = id, department, protocol, dates, old
        self.clock = datetime.fromisoformat(opened).replace(microsecond=number(id, "open") % 99 * 10000)
        self.opened, self.closed, self.owner, self.culture, self.head = self.clock, None, owner, culture, head
        self.state, self.automatic, self.escaped = "Open", False, False
        self.participants, self.transactions, self.dynamic = [], [], []

    # Who takes part.

    def participant(self, name, type, identifier, display="", protocol=None, sub="Undefined", user="", listed=True, active=True, **more):
        p = {
            "id": len(self.participants) + 1, "name": name, "displayName": display, "protocolType": protocol or self.protocol,
            "subProtocolType": sub, "isActive": active, "isDeleted": False, "identifier": identifier, "type": type, "userName": user, **more,
        }
        if not self.old:
            p["departmentIdentifier"] = guid(self.department, identifier)[:20].replace("-", "")
            if type == "Client":
                p["contactId"] = guid("contact", identifier)
        if listed:
            self.participants.append(p)
        return p

    def client(self, name, identifier="", **more):
        return self.participant(name, "Client", identifier, **more)

    def agent(self, key, **more):
        name, display, _ = AGENTS[key]
        return self.participant(name, "User", guid("user", key), display=display, user=f"{key}@sahar.example.com", **more)

    def system(self):
        return {"id": 0, "name": "", "displayName": None, "protocolType": "Undefined", "subProtocolType": "Undefined",
                "isActive": True, "isDeleted": False, "identifier": NOBODY, "type": "System"}

    # What happens.

    def later(self, after):
        """Moves the clock: "5m", "2h30m", or 0 for the same second."""
        if not after:
            self.clock += timedelta(microseconds=7000)
            return
        seconds, digits = 0, ""
        for c in after:
            if c.isdigit():
                digits += c
            else:
                seconds, digits = seconds + int(digits) * UNITS[c], ""
        micro = number(self.id, len(self.transactions)) % 900 * 1000 + number(len(self.transactions)) % 1000
        self.clock = self.clock.replace(microsecond=0) + timedelta(seconds=seconds, microseconds=micro)

    def add(self, after, type, by=None, text="", html="", status="Read", files=(), protocol=None, payload=None, **extra):
        self.later(after)
        n = len(self.transactions)
        sender = copy.deepcopy(by) if by else self.system()
        if self.old:
            sender.pop("userName", None)
        tr = {
            "guidTransactionId": guid(self.id, n), "dateTime": self.clock, "fromProtocolType": protocol or (by and by["protocolType"]) or "Undefined",
            "type": type, "text": text, "html": html, "status": status, "fromParticipant": sender,
            "attachments": [self.attached(f, i) for i, f in enumerate(files)], **extra,
        }
        if not self.old:
            tr = {"guidTransactionId": tr.pop("guidTransactionId"), "id": 681728957177908 + (self.id - 220668019) * 41000 + n * 17, **tr, "payload": payload}
        self.transactions.append(tr)

    def attached(self, f, i):
        id = FILES[f["key"]]
        thumb = ["{{file:thumbnail_%s}}" % id] if f["key"] in PICTURES else []
        a = {
            "id": number(self.id, len(self.transactions), i) % 9000000, "type": f["type"], "fileIdentifier": id, "originalFileName": f["name"],
            "thumbnails": thumb, "uri": "{{file:%s}}" % id, "isEmbedded": f["embedded"],
        }
        if not self.old:
            a["thumbnailsFileIdentifiers"] = ["thumbnail_" + id] if thumb else []
            a["sanitizationState"] = f["state"]
        return a

    def say(self, by, after, text, **more):
        self.add(after, "Message", by, text, **more)

    def start(self, introduction="", by=None):
        self.add(0, "TicketOpened")
        if introduction:
            self.add(0, "IntroductionMessage", by, introduction)

    def close(self, after, by=None, farewell=""):
        if farewell:
            self.add(after, "TicketClosedMessage", by, farewell)
            after = 0
        self.add(after, "TicketClosed", by)
        self.state, self.closed = "Closed", self.clock

    # How it is written.

    def json(self):
        form = lambda when: written(when, self.dates)
        name, _, gender = AGENTS[self.owner]
        fields = self.head.pop("fields", [])
        head = {
            "id": self.id, "departmentId": self.department,
            **{f"field{i + 1}": fields[i] if i < len(fields) else "" for i in range(10)},
            "culture": self.culture, "ticketType": self.head.pop("ticketType", "Regular"), "tags": self.head.pop("tags", []),
            "owner": {"id": guid("user", self.owner), "gender": gender, "UserName": f"{self.owner}@sahar.example.com", "culture": "he-IL",
                      "isAnonymous": False, "uniqueArgument": "", "type": "AGENT"},
            "state": self.state, "open": form(self.opened),
            "close": form(self.closed) if self.closed else self.head.pop("unset", UNSET), "lastActivity": form(self.clock),
            "uniqueArgument": self.head.pop("uniqueArgument", ""), "primaryProtocolType": self.protocol,
            "details": self.head.pop("details", None) or details(),
        }
        if not self.old:
            head |= self.newer(form)
        head |= self.head
        head["participants"] = self.participants
        head["transactions"] = [{**t, "dateTime": form(t["dateTime"])} for t in reversed(self.transactions)]
        head["dynamicParameters"] = self.dynamic
        return head

    def newer(self, form):
        """The fields that tickets have had in later years."""
        said = [t for t in self.transactions if t["type"] == "Message"]
        first = lambda type: next((form(t["dateTime"]) for t in said if t["fromParticipant"]["type"] == type), None)
        took = (self.closed or self.clock) - self.opened
        clock = f"{took.seconds // 3600:02d}:{took.seconds // 60 % 60:02d}:{took.seconds % 60:02d}"
        return {
            "isScrambled": False, "isIncoming": True, "wasClosedAutomatically": self.automatic, "transactionsCount": len(self.transactions),
            "firstCustomerMessageDateTime": first("Client"), "firstAgentMessageDateTime": first("User"),
            "durationNet": f"{took.days}.{clock}" if took.days else clock, "queueTimeNet": "00:00:41",
            "nestedTicketsIds": [], "parentNestedTicketId": None, "ticketSummary": None,
            "movedToTicketId": None, "movedToDepartmentId": None, "movedFromTicketId": None, "movedFromDepartmentId": None,
        }


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Mobile/15E148 Safari/604.1"


def details(agent="", ip="", location="", title="", uri="", utm=(), **referral):
    """The details of a ticket; utm is source, medium, campaign, content, term."""
    keys = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"]
    return {
        "userAgent": agent, "iPAddress": ip, "location": location, "source": {"title": title, "uri": uri},
        "referral": {
            "utmParameters": {k: utm[i] if i < len(utm) else "" for i, k in enumerate(keys)},
            **{k: referral.get(k, "") for k in ["adId", "adTitle", "productId", "refData", "fbPostId"]},
        },
    }
