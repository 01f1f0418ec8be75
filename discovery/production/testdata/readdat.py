"""Reads a DAT file with Python's csv module, holds what it says against the files beside it, and prints a JSON line a row."""
import csv, hashlib, json, pathlib, sys

csv.field_size_limit(1 << 30)
volume = pathlib.Path(sys.argv[1])
with open(volume / "DATA" / (volume.name + ".dat"), encoding="utf-8-sig", newline="") as f:
    for row in csv.DictReader(f, delimiter="\x14", quotechar="þ", doublequote=False, strict=True):
        assert None not in row and None not in row.values(), row
        for link, digest in (("NATIVELINK", "SHA256HASH"), ("TEXTLINK", "TEXTSHA256"), ("PDFLINK", "PDFSHA256")):
            if not row[link]:
                continue
            data = (volume / row[link].replace("\\", "/")).read_bytes()
            assert hashlib.sha256(data).hexdigest() == row[digest], (row["DOCID"], link)
            if link == "NATIVELINK":
                assert hashlib.md5(data).hexdigest() == row["MD5HASH"] and str(len(data)) == row["FILESIZE"], row["DOCID"]
        print(json.dumps(row))
