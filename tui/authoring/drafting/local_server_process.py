"""The child process that serves a GGUF: `python -m tui.authoring.drafting.local_server_process`.

It reads one line of JSON from stdin (`gguf`, `context`, `threads`, `token`, `model`), prints one line of JSON with the
`address`, and serves until stdin ends. A pipe's end reaches it however the parent died, so nothing outlives the author.
"""

import json
import os
import sys
import threading


def _end_with_stdin() -> None:
    # os.read, for a reader that blocks inside sys.stdin's lock would hinder the interpreter's exit.
    while os.read(0, 4096):
        pass
    os._exit(0)


def main() -> None:
    """Serve until stdin ends."""
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(0, 4096)
        if not piece:
            return
        line += piece
    order = json.loads(line)
    # Before the model is loaded, which may take a while.
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    # Whatever the library prints must not stand where the address is expected.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = order["gguf"]
    params.model_alias = {order["model"]}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [order["token"]]
    params.ui = False
    params.n_ctx = order["context"]
    params.n_parallel = 1
    params.cpuparams.n_threads = order["threads"]
    # A small model rambles when hot and falls into loops; these are llama.cpp's own remedies.
    params.sampling.temp = 0.5
    params.sampling.top_p = 0.9
    params.sampling.penalty_repeat = 1.1
    params.sampling.penalty_last_n = 128
    params.sampling.dry_multiplier = 0.8
    server = xllamacpp.Server(params)
    json.dump({"address": server.listening_address}, answer)
    answer.write("\n")
    answer.close()
    threading.Event().wait()


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        sys.stderr.write(f"\nerror: {error}\n")
        sys.stderr.flush()
        # Not sys.exit: the library's threads may keep a failed load from ending.
        os._exit(1)
