"""Makes the sample's files: python3 media.py

Needs chromium, ffmpeg, espeak-ng and the Noto fonts. Pictures and sounds may differ in a few bytes
between versions of those programs; that is why the files made are kept beside this script.
"""
import os, struct, subprocess, sys, tempfile, zipfile

sys.dont_write_bytecode = True
import papers, scenes, shots
from files import FILES, PICTURES

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "files")


def path(key):
    return os.path.join(OUT, FILES[key])


def ffmpeg(*args):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *args], check=True)


def turned(jpeg):
    """jpeg with an Exif block saying orientation 6: the camera was held upright, turn right to look."""
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)
    exif = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def pictures(tmp):
    png = {}
    for name in scenes.PICTURES:
        png[name] = os.path.join(tmp, name + ".png")
        shots.shoot(scenes.page(name), png[name])
    for key in ["parcel", "beach", "receipt", "router", "passport", "fridge", "tv", "kettle", "jeju", "mug"]:
        ffmpeg("-i", png[key], "-pix_fmt", "yuvj420p", "-q:v", "3", path(key))
    ffmpeg("-i", png["parcelclose"], "-vf", "transpose=2", "-pix_fmt", "yuvj420p", "-q:v", "3", path("parcelclose"))
    with open(path("parcelclose"), "rb") as f:
        data = turned(f.read())
    with open(path("parcelclose"), "wb") as f:
        f.write(data)
    ffmpeg("-i", png["phonebox"], "-c:v", "libwebp", "-quality", "70", path("phonebox"))
    ffmpeg("-i", png["floorplan"], "-pix_fmt", "rgba", path("floorplan"))
    ffmpeg("-i", png["logo"], "-vf", "scale=320:-1", "-pix_fmt", "rgba", path("logo"))
    frames = ["-framerate", "3", "-i", os.path.join(tmp, "blink%d.png")]
    ffmpeg(*frames, "-vf", "scale=320:-1,split[a][b];[a]palettegen=max_colors=48[p];[b][p]paletteuse=dither=none", path("blink"))
    film = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "32", "-movflags", "+faststart", "-fflags", "+bitexact", "-map_metadata", "-1"]
    ffmpeg("-stream_loop", "3", *frames, "-vf", "scale=480:-2,fps=12", *film, path("video"))
    ffmpeg("-loop", "1", "-t", "3", "-i", png["beach"], "-vf", "zoompan=z='1+on*0.004':d=1:s=480x360:fps=15", *film, path("reel"))
    stills = {"video": png["blink1"], "reel": png["beach"], "blink": png["blink0"]}
    for key in PICTURES:
        out = os.path.join(OUT, "thumbnail_" + FILES[key])
        kind = "png" if out.endswith((".png", ".gif")) else "mjpeg"
        ffmpeg("-i", stills.get(key) or png[key], "-vf", "scale=96:-1", "-frames:v", "1", "-c:v", kind,
               *(["-pix_fmt", "yuvj420p", "-q:v", "6"] if kind == "mjpeg" else []), "-f", "image2", "-update", "1", out)


def sounds(tmp):
    said = {
        "voice": ("he", "שלום, פתחתי את החבילה והמסך שבור. אני צריכה החלפה עד יום חמישי, תודה."),
        "thaivoice": ("th", "สวัสดีครับ เปิดกล่องแล้ว ไม่มีโทรศัพท์อยู่ข้างในครับ ช่วยด้วยนะครับ"),
        "recording": ("he", "סהר שלום, השיחה מוקלטת. שלום, המזגן שלי מטפטף מאתמול. אני מצטער לשמוע. טכנאי יגיע ביום ראשון, בין שמונה לאחת עשרה. תודה רבה."),
    }
    for key, (voice, words) in said.items():
        wav = os.path.join(tmp, key + ".wav")
        subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", wav, words], check=True)
        codec = ["-c:a", "libopus", "-b:a", "24k"] if FILES[key].endswith(".ogg") else ["-c:a", "libmp3lame", "-b:a", "32k", "-ar", "22050"]
        ffmpeg("-i", wav, "-ac", "1", *codec, "-fflags", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1", path(key))


def zipped(out, entries):
    """A ZIP of (name, text) with one fixed date."""
    with zipfile.ZipFile(out, "w") as z:
        for name, text in entries:
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 8, 0, 0)), text, zipfile.ZIP_DEFLATED)


def documents():
    for key, html in papers.PDFS.items():
        shots.printed(html, path(key))
    for key, entries in papers.ZIPS.items():
        zipped(path(key), entries)
    for key, text in papers.TEXTS.items():
        with open(path(key), "w", encoding="utf-8", newline="") as f:
            f.write(text)


if __name__ == "__main__":
    os.makedirs(OUT, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp:
        pictures(tmp)
        sounds(tmp)
    documents()
