"""GA/T 1400 over HTTP 视图库接口: devices and platforms sign in, stay alive, send passes; streams of Arrow beside it.

In: requests of devices, each signed by HTTP digest. Out: the answers that the standard has, given once what they
acknowledge is on disk. Other platforms ask for passes here (:mod:`daoan.api.viid.subscriptions`) and get none before a
person has approved it. A server of its own, without FastAPI: its load is another than the console's.
Start at :mod:`daoan.api.viid.server` (the routes); :mod:`daoan.api.viid.answers` writes what devices read.
"""
