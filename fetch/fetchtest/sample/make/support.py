"""Stories of technical support: moved, live video, closed by itself, still open."""
from record import *

UTM = ("newsletter", "email", "ריענון אביב", "כפתור תחתון", "נתב Wi-Fi 7")
WHERE = details(CHROME, "203.0.113.80", "נתניה, ישראל", "תמיכה | סהר", "https://www.sahar.example.com/he/support/router?model=SR-5", UTM)


def internet(t):
    """What both halves of a moved ticket hold."""
    c = t.client("איתי גולן", protocol="Web")
    a = t.agent("dana", protocol="Web")
    t.start("שלום, כאן סהר. במה נוכל לעזור?", a)
    t.say(c, "30s", "הנתב SR-5 שקניתי ב-01/03 (₪389) לא מתחבר לאינטרנט. הנורית NET אדומה.", files=[attachment("router", "Image", "נתב.jpg")])
    t.say(a, "1m30s", "היי איתי, אני מעבירה אותך לתמיכה הטכנית, הם איתך בעוד רגע.")
    return c, a


def moved():
    t = Ticket(220710036, ORDERS, "Web", "2026-03-03T16:40:12", dates="ms", tags=["העברה"], fields=["SR-5"], details=WHERE,
               movedToTicketId=220710037, movedToDepartmentId=SUPPORT)
    c, a = internet(t)
    t.add("20s", "TicketMovedToDepartment", a, "תמיכה טכנית")
    t.close(0, a)
    return t


def arrived():
    t = Ticket(220710037, SUPPORT, "Web", "2026-03-03T16:40:12", dates="ms", owner="tomer", tags=["נתב", "אינטרנט"], fields=["SR-5", "", "203.0.113.80"], details=WHERE,
               movedFromTicketId=220710036, movedFromDepartmentId=ORDERS)
    c, _ = internet(t)
    t.add("20s", "TicketMovedFromDepartment", None, "")
    a = t.agent("tomer", protocol="Web")
    t.add(0, "ParticipantAdd", a)
    t.say(a, "50s", "שלום איתי, תומר מהתמיכה. אפשר סרטון קצר או GIF של הנוריות?")
    t.say(c, "1m", "הנה", files=[attachment("blink", "Image", "leds.gif")])
    t.say(a, "2m", "הבנתי: PWR ו-DSL יציבות, NET מהבהבת באדום. איפה הנתב עומד? אם יש תכנית של הדירה, זה יעזור גם לקליטה.")
    t.say(c, "16m", "ליד הכניסה, בפינה השמאלית למעלה.", files=[attachment("floorplan", "Image", "תכנית הדירה (סופי) v2.png")])
    t.say(a, "7m", "תודה. ננסה קודם איפוס, לפי המדריך:", files=[attachment("guide", "Solution", "מדריך איפוס SR-5.pdf")])
    t.say(c, "12m", "עשיתי 1–4. עכשיו הכול ירוק! מצרף גם לוגים ליתר ביטחון", files=[attachment("logs", "File", "router\u202egpj.zip", state="Undefined")])
    t.say(a, "5m", "נהדר 🎉 בלוגים רואים ניסיונות התחברות (LCP timeout) עד 17:39 ומאז יציב. אם חוזר: 03-555-0199, שלוחה 2.")
    t.say(c, "1m", "תודה תומר, 5 כוכבים ⭐⭐⭐⭐⭐")
    t.close("3m", a)
    t.escaped = True
    return t


def video():
    t = Ticket(220765214, SUPPORT, "Web", "2026-04-28T18:02:00", dates="ticks", owner="misha", culture="ru-RU", tags=["видео", "установка"], fields=["SR-5"], details=details(CHROME, "198.51.100.61", "Ашдод, Израиль"))
    c = t.client("Светлана Белова")
    a = t.agent("misha")
    t.start("Здравствуйте! Техподдержка Sahar. Чем можем помочь?", a)
    t.say(c, "20s", "Добрый вечер! Купила у вас роутер за 389 ₪, никак не могу понять, куда подключать жёлтый кабель.")
    t.say(a, "1m", "Светлана, добрый вечер! Давайте посмотрим вместе: нажмите на ссылку, включится камера телефона.")
    t.add("5s", "LiveVideo", a, "https://live.sahar.example.com/r/0000-demo", payload={"sessionId": "lv-55214-1", "bidirectional": False})
    t.say(c, "40s", "Вижу вас… то есть вы меня видите 😄")
    t.add("2m", "LiveVideoBidirectional", a, "https://live.sahar.example.com/r/0000-demo", payload={"sessionId": "lv-55214-2", "bidirectional": True})
    t.add("7m", "LiveVideoEnded", None, "00:06:48", files=[attachment("video", "Video", "запись звонка 28.04.mp4")])
    t.say(a, "40s", "Итак: жёлтый кабель — в разъём LAN1, красный индикатор должен погаснуть через 2–3 минуты.")
    t.say(c, "4m", "Погас! Интернет работает. Большое спасибо, Михаил, вы меня спасли!")
    t.close("1m", a, "Спасибо за обращение. Хорошего вечера!")
    return t


def silent():
    t = Ticket(220741305, SUPPORT, "Web", "2026-03-31T20:31:07", dates="z", owner="amy", culture="en-US", tags=["oven", "no answer"], fields=["SO-60 oven"],
               details=details(CHROME, "203.0.113.9", "Tel Aviv, Israel", "Ovens | Sahar", "https://www.sahar.example.com/en/ovens/so-60", ("facebook", "banner", "product launch", "bottom button", "textlink")), isIncoming=True)
    t.automatic = True
    c = t.client("Daniel O’Connor", display=None)
    a = t.agent("amy")
    t.start()
    t.add(0, "DepartmentClosedMessage", None, "Our team is back tomorrow at 08:00 (Israel time). Leave your question and we will answer here.")
    t.say(c, "30s", "Hi, the oven (SO-60) shows error E-17 and beeps every ten seconds. I can't even turn it off without the fuse!")
    t.say(c, "25s", "It's 23:30 here and the kids are asleep, so this is… urgent 😬")
    t.say(a, "8h50m", "Good morning Daniel, sorry for the noisy night. E-17 means the door sensor. Could you open and close the door firmly twice, then hold the clock button for 5 seconds?")
    t.say(a, "30s", "If that doesn't help, please send the serial number (inside the door, starts with SO6-).")
    t.add("20m", "CustomerAreYouHereMessage", None, "Are you still with us?")
    t.add("10m", "CustomerInputBlockedMessage", None, "We have not heard from you, so this conversation is about to be closed.")
    t.add(0, "InputBlockedInactiveCustomer")
    t.add(0, "TicketClosedAutomatically")
    t.close(0)
    return t


def future():
    t = Ticket(220793672, SUPPORT, "GoogleBusinessReviews", "2026-05-29T11:20:00", dates="ticks", owner="amy", culture="en-GB", tags=["review", "1 star"], details=details(location="Haifa, Israel"),
               priorityScore=0.75, slaPolicy={"name": "Public reviews", "firstResponse": "04:00:00"})
    c = t.client("H. Pettigrew", "reviews/AbFvOq-0000")
    b = t.client("Harriet Pettigrew", "rcs:+447700900142", protocol="RCS")
    a = t.agent("amy")
    t.start()
    t.say(c, 0, "★☆☆☆☆ Dehumidifier SD-20 died after 26 days. Shop says \"come back with the box\". Who keeps the box?!", payload={"starRating": 1, "reviewId": "AbFvOq-0000"})
    t.add("2s", "SentimentDetected", None, "negative", payload={"score": -0.83, "model": "v2"}, confidence=0.97, labels=["angry", "warranty"])
    t.say(a, "2h", "Hello, and sorry about that. You do not need the box. Could you contact us privately, so that we can arrange a replacement?", status="Delivered")
    t.say(b, "1d1h", "Me again, by RCS. Order SH-779902, £0 spent on boxes 🙃", protocol="RCS")
    t.say(a, "30m", "Thank you, Harriet. A new SD-20 ships today. The courier takes the old one, box or no box.", protocol="RCS", status="Accepted")
    t.say(t.client("Rina, shop manager", "twitter:0000042", protocol="Twitter", listed=False), "2h", "For the record: our branch has been told that no box is needed for warranty cases.", protocol="Twitter")
    t.say(c, "3d", "★★★★☆ UPDATE: replaced in three days, without the box.", payload={"starRating": 4, "reviewId": "AbFvOq-0000"})
    t.close("20m", a)
    return t


def waiting():
    t = Ticket(220815501, SUPPORT, "WhatsApp", "2026-06-28T07:05:00", dates="ticks", owner="tomer", tags=["מקרר"], fields=["SF-400"])
    c = t.client("מוטי שרון", "972555550115")
    a = t.agent("tomer")
    t.start()
    t.say(c, 0, "בוקר טוב, המקרר SF-400 מרעיש מאוד מאתמול בלילה. יש לי חלב אם במקפיא, דחוף!")
    t.say(a, "6m", "בוקר טוב מוטי, אני כאן. תוכל לבדוק אם יש מרווח של 10 ס״מ לפחות מאחורי המקרר?")
    t.say(c, "4m", "יש בערך 4 ס״מ. מזיז אותו עכשיו.")
    t.say(a, "30s", "מצוין. חכה 10 דקות ותגיד לי אם זה נרגע. אם לא, אשלח טכנאי היום (₪0, באחריות).")
    t.say(c, "11m", "נרגע קצת אבל עדיין מזמזם...")
    return t


def pending():
    t = Ticket(220812240, ORDERS, "Viber", "2026-06-20T13:00:00", dates="ms", owner="dana", tags=["ממתין לספק"], unset=None)
    c = t.client("Олена Коваль", "viber-0000-12240")
    a = t.agent("dana")
    t.start()
    t.say(c, 0, "Добрий день! Коли буде в наявності кавомашина SC-3 (біла)?")
    t.say(a, "10m", "Доброго дня! Чекаємо на відповідь постачальника, напишемо вам до 25/06.")
    t.say(c, "1m", "Дякую! А ціна лишиться 1 490 ₪?")
    t.say(a, "2m", "Так, для вас ціна не зміниться 🙂")
    t.add(0, "TicketSetAsPending", a)
    return t


def snoozed():
    t = Ticket(220813777, ORDERS, "Web", "2026-06-23T09:30:00", dates="short", old=True, owner="amy", culture="en-US", tags=["cruise", "call back"], details=details(CHROME, "192.0.2.77", "Eilat, Israel"))
    c = t.client("Grace Whitaker")
    a = t.agent("amy")
    t.start()
    t.say(c, "10s", "Could you hold two cabins for the 14 September cruise until I talk to my sister?")
    t.say(a, "3m", "Of course, held until 5 July. I'll remind you on the 4th.")
    t.say(c, "1m", "Lovely. Two cabins with a window, please, ₪3,150 each, right?")
    t.say(a, "2m", "Right, ₪3,150 a cabin, port tax included.")
    t.add("5s", "TicketSnoozed", a, "2026-07-04T06:00:00")
    return t


def later():
    """The tickets that are not closed, each with its state."""
    return [(waiting, "Open"), (pending, "Pending"), (snoozed, "Snoozed")]


def held(story, state):
    def told():
        t = story()
        t.state = state
        return t
    return told


STORIES = [moved, arrived, video, silent, future] + [held(s, state) for s, state in later()]
