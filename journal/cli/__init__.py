"""TRANSLATE. Words become values, one call is made, and its result becomes text and an exit code. One verb a file."""

import signal
import threading

# While the verbs are imported, an interrupt ends us in silence, as it ends other programs; main() takes it from there.
if (
    signal.getsignal(signal.SIGINT) is signal.default_int_handler
    and threading.current_thread() is threading.main_thread()
):
    signal.signal(signal.SIGINT, signal.SIG_DFL)
