# Reads .rsmf files with Python's own mail, ZIP and JSON readers, and prints what
# is in each as a line of JSON. After "--zips FOLDER" it also puts each one's
# rsmf.zip there, for other readers.
import email, email.policy, hashlib, io, json, pathlib, sys, zipfile

def no_twice(pairs):
    keys = [k for k, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key twice: {keys}"
    return dict(pairs)

def read(path):
    raw = open(path, "rb").read()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n")), "a line too long"
    assert b"\n" not in raw.replace(b"\r\n", b""), "a bare line feed"
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert not mail.defects, mail.defects
    for name in mail.keys():
        assert not mail[name].defects, (name, mail[name].defects)
    parts = list(mail.iter_parts())
    assert [p.get_content_type() for p in parts] == ["text/plain", "application/octet-stream"], parts
    attached = list(mail.iter_attachments())
    assert len(attached) == 1 and attached[0].get_filename() == "rsmf.zip", attached
    assert attached[0]["Content-Transfer-Encoding"] == "base64"
    if zips:
        (zips / (pathlib.Path(path).name + ".zip")).write_bytes(attached[0].get_content())
    z = zipfile.ZipFile(io.BytesIO(attached[0].get_content()))
    assert z.testzip() is None
    files = {n: hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist()}
    assert len(files) == len(z.namelist()), "a name twice"
    manifest = json.loads(z.read("rsmf_manifest.json").decode("utf-8"), object_pairs_hook=no_twice)
    del files["rsmf_manifest.json"]
    named = {a["id"] for e in manifest["events"] for a in e.get("attachments", [])}
    assert named == set(files), (named, files)
    print(json.dumps({
        "headers": {k.lower(): str(mail[k]) for k in mail.keys()},
        "from": [a.addr_spec for a in mail["From"].addresses],
        "to": [a.display_name for a in mail["To"].addresses],
        "text": mail.get_body().get_content(),
        "files": files,
        "manifest": manifest,
    }))

paths, zips = sys.argv[1:], None
if paths[:1] == ["--zips"]:
    paths, zips = paths[2:], pathlib.Path(paths[1])
for path in paths:
    try:
        read(path)
    except Exception as e:
        raise Exception(path) from e
