"""The keys that sign links: rotated and retired under a running daemon, and without one."""

import base64
import hashlib
import hmac
import pathlib
import shutil
import tempfile
import unittest

from shop import file_channel, identify, main, make_shop, post_batch, report, rows, wait_until_done


def link(key: str, customer: int) -> str:
    """An unsubscribe link as the daemon makes it."""
    payload = f"{customer}.0.email".encode()
    tag = hmac.new(key.encode(), b"unsubscribe\0" + payload, hashlib.sha256).digest()[:16]
    return "/u/" + base64.urlsafe_b64encode(payload + tag).decode().rstrip("=")


class Keys(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifecycled-keys-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.daemon = make_shop(self.folder, file_channel(), campaigns=())
        self.file = self.daemon.folder / "state" / "link.key"

    def secrets(self) -> list[str]:
        return [line.split()[0] for line in self.file.read_text().splitlines()]

    def test_links_outlive_a_rotation_and_end_with_their_key(self):
        with self.daemon:
            post_batch(self.daemon, [identify("anna", "anna@example.org")])
            wait_until_done(self.daemon)
            customer = rows(self.daemon, "SELECT id FROM customers")[0][0]
            old = link(self.secrets()[0], customer)
            self.assertEqual(self.daemon.get(old)[0], 200)

            keys = report(self.daemon, "keys", "rotate")["keys"]
            self.assertEqual([key["signs"] for key in keys], [True, False])
            self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
            self.assertEqual(self.daemon.get(old)[0], 200)
            self.assertEqual(self.daemon.get(link(self.secrets()[0], customer))[0], 200)
            self.assertEqual(self.daemon.get(link("guessed", customer))[0], 404)

            refused = self.daemon.command("keys", "retire", keys[0]["id"])
            self.assertEqual(refused.returncode, 1)
            self.assertIn("rotate first", refused.stderr)
            report(self.daemon, "keys", "retire", keys[1]["id"])
            self.assertEqual(self.daemon.get(old)[0], 404)
            self.assertNotIn(self.secrets()[0], self.daemon.log_text())

    def test_without_a_daemon_and_by_hand(self):
        with self.daemon:
            pass
        listed = self.daemon.command("keys", "list")
        self.assertRegex(listed.stdout, r"^[0-9a-f]{8}  0 days old +signs new links\n$")
        self.assertNotIn(self.secrets()[0], listed.stdout)
        self.assertEqual(len(report(self.daemon, "keys", "rotate")["keys"]), 2)
        with self.daemon:
            post_batch(self.daemon, [identify("anna", "anna@example.org")])
            wait_until_done(self.daemon)
            customer = rows(self.daemon, "SELECT id FROM customers")[0][0]
            self.file.write_text("written by hand\n" + self.file.read_text())
            self.assertEqual(self.daemon.get(link("written by hand", customer))[0], 404)
            self.assertEqual(self.daemon.command("reload").returncode, 0)
            self.assertEqual(self.daemon.get(link("written by hand", customer))[0], 200)


if __name__ == "__main__":
    main()
