"""TRANSLATE. Words become values, one call of the library is made, and its result becomes text and an exit code."""

import signal
import threading

# While modules are imported, an interrupt ends the process silently, as it ends other programs; main() changes that.
if (
    signal.getsignal(signal.SIGINT) is signal.default_int_handler
    and threading.current_thread() is threading.main_thread()
):
    signal.signal(signal.SIGINT, signal.SIG_DFL)
