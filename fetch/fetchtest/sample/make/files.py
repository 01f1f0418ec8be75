"""The files of the sample: a short key for each, and the identifier the service gave it."""

FILES = {
    "parcel": "120126101507img0001kqzvbnta.jpg",
    "parcelclose": "120126101512img0001pwhxelru.jpg",
    "voice": "120126101733pttzmqkdfoe.ogg",
    "receipt": "060126092214receiptrxnobvla.jpg",
    "beach": "100226073011beachsunsetuvyhqpds.jpg",
    "offer": "100226073012offerhotelwmtczjxa.pdf",
    "invoice": "240326121944invoicegokrsbfe.pdf",
    "logo": "240326121945logonyxqdiwp.png",
    "order_xlsx": "240326121946orderlhtbvmzc.xlsx",
    "terms_docx": "240326121947termsajeqkuro.docx",
    "contact": "250326080103contactvdnwyxgs.vcf",
    "recording": "180226144210recordingbhfzmcok.mp3",
    "router": "030326164100routerxpqlwnei.jpg",
    "blink": "030326164131blinkdzutagvk.gif",
    "floorplan": "030326170245floorplansmjoyrhb.png",
    "guide": "030326171020guideqfceknwx.pdf",
    "logs": "030326172204logsivltzpua.zip",
    "form": "210426090610cancellationmgbsxdqy.pdf",
    "identity": "210426091144identityhkwrofnj.txt",
    "video": "280426181530routervideoyczeptlm.mp4",
    "fridge": "050426113040fridgeuaqnvxbi.jpg",
    "tv": "140426152018tvlinesdjfhwzko.jpg",
    "passport": "060526022915passporttlgrymcs.jpg",
    "eticket": "060526064401eticketbznepqvx.pdf",
    "kettle": "120526095533kettlelabelokihfdua.jpg",
    "jeju": "190526031207jejuviewxswmgtcr.jpg",
    "phonebox": "250526071442boxqlyvbjne.webp",
    "thaivoice": "250526071509voicepfzakdhu.mp3",
    "mug": "100326192255mugwnrtcoix.jpg",
    "reel": "020626130821reelegxhuqbm.mp4",
    "notes": "110326080710notesjvskylap.txt",
}

# Those with a thumbnail of their own.
PICTURES = ["parcel", "parcelclose", "receipt", "beach", "logo", "router", "blink", "floorplan", "fridge", "tv",
            "passport", "kettle", "jeju", "phonebox", "mug", "video", "reel"]
