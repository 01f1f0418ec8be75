"""Chromium as a camera and a printer: HTML in, PNG or PDF out."""
import os, re, subprocess, tempfile

FLAGS = ("--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --hide-scrollbars").split()


def chromium(html, *flags):
    with tempfile.TemporaryDirectory() as tmp:
        page = os.path.join(tmp, "page.html")
        with open(page, "w", encoding="utf-8") as f:
            f.write(html)
        subprocess.run(["chromium", *FLAGS, f"--user-data-dir={tmp}/profile", *flags, "file://" + page],
                       check=True, capture_output=True, timeout=120)


def shoot(html, out, width=640, height=480):
    """Writes html as a PNG whose background is transparent."""
    chromium(html, f"--screenshot={out}", f"--window-size={width},{height}", "--default-background-color=00000000")


def printed(html, out):
    """Writes html as a PDF, its dates and document id set to one fixed value of the same length."""
    chromium(html, f"--print-to-pdf={out}", "--no-pdf-header-footer")
    with open(out, "rb") as f:
        data = f.read()
    data = re.sub(rb"D:\d{14}", b"D:20260101080000", data)
    with open(out, "wb") as f:
        f.write(data)
