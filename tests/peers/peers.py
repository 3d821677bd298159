"""All that a system test talks to, in one import. A test is a script that exits non-zero when it fails:

    import pathlib, sys
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))
    from peers import Daemon, SmtpSink, send_by_segment

Python 3.11's standard library only; Node and smtp-sink come from tests/peers/install. What is not installed is skipped by
name: `@unittest.skipUnless(segment_is_installed(), "needs tests/peers/install")`."""

import sys

# Tests run in a clean checkout and leave it clean.
sys.dont_write_bytecode = True

from daemon import WRITE_KEY, Daemon, file_channel, instant, program, shop_settings, smtp_channel  # noqa: E402
from kannel import Kannel  # noqa: E402
from kannel import is_installed as kannel_is_installed  # noqa: E402
from mail_server import MailServer, mail_server_is_installed  # noqa: E402
from postfix import Postfix  # noqa: E402
from postfix import can_run as postfix_can_run  # noqa: E402
from prism import Prism, prism_is_installed  # noqa: E402
from push_browser import PushBrowser  # noqa: E402
from push_browser import is_installed as push_browser_is_installed  # noqa: E402
from push_service import PushService  # noqa: E402
from push_service import is_installed as push_service_is_installed  # noqa: E402
from scripted_smtp import (  # noqa: E402
    ACCEPT,
    BUSY,
    CUT_AFTER_DOT,
    CUT_IN_CONTENT,
    DEFER,
    DEFER_CONTENT,
    REFUSE,
    REFUSE_CONNECTION,
    REFUSE_CONTENT,
    Behaviour,
    ScriptedSmtp,
    Turn,
)
from segment_client import Acknowledged, send_by_segment  # noqa: E402
from segment_client import is_installed as segment_is_installed  # noqa: E402
from smtp_sink import PROGRAM as SMTP_SINK  # noqa: E402
from smtp_sink import SinkMail, SmtpSink  # noqa: E402
from standard_webhooks import StandardWebhooks  # noqa: E402
from standard_webhooks import is_installed as standard_webhooks_is_installed  # noqa: E402
from twilio import DOCUMENT as TWILIO_DOCUMENT  # noqa: E402
from twilio import FakeTwilio, sign, signer_is_installed  # noqa: E402
from waiting import free_port, listens, wait_until  # noqa: E402
from whatsapp import DOCUMENT as WHATSAPP_DOCUMENT  # noqa: E402
from whatsapp import PHONE_NUMBER_ID, FakeMeta, mended_document, signed, told  # noqa: E402

__all__ = [name for name in dir() if not name.startswith("_")]
