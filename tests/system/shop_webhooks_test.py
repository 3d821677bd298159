#!/usr/bin/env -S python3 -B
"""Webhooks of WooCommerce and Shopify into the real daemon: signed, repeated, out of order, with the old HTTP that WordPress
speaks and through SIGKILL. What the shop says happens once, and the newest word counts."""

import base64
import contextlib
import hashlib
import hmac
import json
import pathlib
import socket
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import DELIVERED, file_channel, main, make_shop, report, rows, states, wait_until, wait_until_done  # noqa: E402

WOO_SECRET, SHOPIFY_SECRET = "hush & hush", "shopify-hush"
INTAKES = """
[intake.woo]
type = "woocommerce"
secret = "file:woo.secret"
id_prefix = "w-"
consent_field = "_newsletter"
consent_text = "Yes, write to me"

[intake.shopify]
type = "shopify"
secret = ["file:new.secret", "file:shopify.secret"]
"""
ORDER_ID = 820982911946154508  # beyond 2^53
NOW = time.time()  # of all bodies: what is told again says the same times


def moment(seconds_ago: float, zone: str = "", now: float = NOW) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now - seconds_ago)) + zone


def woo_order(status: str, modified: float, total: str = "30.00", **more) -> dict:
    return {"id": 727, "number": "727", "status": status, "currency": "EUR", "date_created_gmt": moment(600),
            "date_modified_gmt": moment(modified), "date_paid_gmt": moment(590), "total": total, "discount_total": "0.00",
            "customer_id": 0, "customer_ip_address": "192.0.2.9",
            "billing": {"first_name": "Ren&eacute;", "last_name": "Wit", "email": "rene@example.org", "country": "NL"},
            "line_items": [{"name": "Cup &ndash; blue", "product_id": 93, "quantity": 2, "price": total}],
            "shipping_lines": [{"method_id": "flat_rate"}], **more}


def shopify_order(updated: float, **more) -> dict:
    return {"id": ORDER_ID, "name": "#1001", "email": "anna@example.org", "confirmed": True, "test": False,
            "created_at": moment(300, "Z"), "processed_at": moment(300, "Z"), "updated_at": moment(updated, "Z"),
            "currency": "EUR", "financial_status": "pending", "total_price": "25.00", "subtotal_price": "20.00",
            "checkout_id": 37119437775, "customer_locale": "en",
            "customer": {"id": 7062188769458369000, "email": "anna@example.org", "first_name": "Anna", "last_name": "Wit",
                         "updated_at": moment(300, "Z"),
                         "email_marketing_consent": {"state": "subscribed", "opt_in_level": "single_opt_in",
                                                     "consent_updated_at": moment(300, "Z")}},
            "line_items": [{"product_id": 632910392, "title": "Vase", "quantity": 1, "price": "20.00"}], **more}


class ShopWebhooksTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self, campaigns: tuple[str, ...] = ()):
        with tempfile.TemporaryDirectory() as folder:
            self.daemon = make_shop(pathlib.Path(folder), file_channel(), INTAKES, campaigns=campaigns)
            # As WordPress keeps it.
            for name, secret in (("woo", "hush &amp; hush"), ("shopify", SHOPIFY_SECRET), ("new", "tomorrow's")):
                file = self.daemon.folder / f"{name}.secret"
                file.write_text(secret + "\n")
                file.chmod(0o600)
            with self.daemon:
                yield self.daemon

    def send(self, path: str, body: bytes, headers: dict[str, str], version: str = "1.0") -> int:
        """By hand, since no client of today speaks HTTP/1.0."""
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=20) as connection:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # what is too large is answered before it has come
                connection.sendall(f"POST {path} HTTP/{version}\r\nHost: mail.shop.example\r\nConnection: close\r\n"
                                   f"Content-Length: {len(body)}\r\n{head}\r\n".encode() + body)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        return int(answer.split(b" ", 2)[1])

    def woo(self, topic: str, body: dict | bytes, delivery: str = "", secret: str = WOO_SECRET, version: str = "1.0") -> int:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("/intake/woo", content, {
            "Content-Type": "application/json", "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Signature": signature(secret, content), "X-WC-Webhook-Delivery-ID": delivery or "d1"}, version)

    def shopify(self, topic: str, body: dict | bytes, delivery: str = "", secret: str = SHOPIFY_SECRET) -> int:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("/intake/shopify", content, {
            "Content-Type": "application/json", "X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": signature(secret, content),
            "X-Shopify-Webhook-Id": delivery or "d1", "X-Shopify-Triggered-At": moment(0, ".123456789Z", time.time())}, "1.1")

    def events(self) -> list[str]:
        return [name for name, in rows(self.daemon, "SELECT name FROM events WHERE source = 1 ORDER BY name")]

    def quarantined(self) -> list[str]:
        return [reason for reason, in rows(self.daemon, "SELECT reason FROM quarantine ORDER BY id")]

    def test_woocommerce_speaks_old_http_and_is_heard_once(self):
        with self.shop() as daemon:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            self.assertEqual(self.send("/intake/woo", b"webhook_id=12", form), 200)  # a new webhook's question
            self.assertEqual(self.send("/intake/woo", b"webhook_id=12&order=1", form), 401)
            self.assertEqual(self.woo("order.created", woo_order("processing", 500), secret="guess"), 401)
            daemon.wait_for_log("shop.refused", 2)
            self.assertEqual(self.events(), [])
            # The newest first, then what it was before, each twice, with a crash after the first answer.
            for topic, body in (("order.updated", woo_order("completed", 100, "35.00")),
                                ("order.updated", woo_order("processing", 400, "32.00")),
                                ("order.created", woo_order("processing", 590))):
                content = json.dumps(body).encode()
                self.assertEqual(self.woo(topic, content, "same second"), 200)
                if topic == "order.updated":
                    daemon.kill()
                    daemon.start()
                self.assertEqual(self.woo(topic, content, "same second", version="1.1"), 200)
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, "SELECT order_key, total_minor, status, currency FROM orders"),
                             [("w-727", 3500, 1, "EUR")])
            self.assertEqual(rows(daemon, "SELECT product_id, name, quantity, price_minor FROM order_lines"),
                             [("w-93", "Cup – blue", 2, 3500)])
            self.assertEqual(self.events(), ["Customer Identified", "Order Completed", "Order Paid", "Order Shipped",
                                             "Order Updated", "Order Updated"])
            self.assertEqual(rows(daemon, "SELECT first_name, orders, spent_minor FROM customers"), [("René", 1, 3500)])
            self.assertEqual(rows(daemon, "SELECT value FROM customer_identifiers"), [("email:rene@example.org",)])
            self.assertEqual(self.quarantined(), [])
            # Refunded in part, put into the bin, and taken out again.
            partly = woo_order("completed", 90, "35.00", refunds=[{"id": 9, "total": "-5.00"}])
            for _ in range(2):
                self.assertEqual(self.woo("order.updated", partly), 200)
                partly["date_modified_gmt"] = moment(80)
            self.assertEqual(self.woo("order.deleted", b'{"id":727}'), 200)
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, "SELECT refunded_minor, status, counts FROM orders"), [(500, 2, 0)])
            restored = woo_order("completed", 0, "35.00", refunds=[{"id": 9, "total": "-5.00"}])
            restored["date_modified_gmt"] = moment(-5, now=time.time())  # a clock that is ahead
            self.assertEqual(self.woo("order.restored", restored), 200)
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, "SELECT refunded_minor, status, counts FROM orders"), [(500, 4, 1)])
            self.assertEqual(self.quarantined(), [])

    def test_a_shopify_order_is_thanked_and_a_yes_is_welcomed(self):
        with self.shop(campaigns=("post-purchase", "welcome")) as daemon:
            for topic, updated, more in (("orders/paid", 10, {"financial_status": "paid"}), ("orders/create", 300, {}),
                                         ("orders/updated", 10, {"financial_status": "paid"})):
                self.assertEqual(self.shopify(topic, shopify_order(updated, **more), topic), 200)
            wait_until(lambda: states(daemon, "order/thanks") == [DELIVERED], f"thanks are sent; see {daemon.log}")
            # Ben said yes in his account, and has bought nothing.
            ben = {**shopify_order(0)["customer"], "id": 5, "email": "ben@example.org", "first_name": "Ben", "state": "disabled"}
            self.assertEqual(self.shopify("customers/create", ben), 200)
            to_ben = ("SELECT m.name, d.state FROM deliveries d JOIN messages m ON m.id = d.message_id "
                      "JOIN addresses a ON a.id = d.address_id WHERE a.normal = 'ben@example.org'")
            wait_until(lambda: rows(daemon, to_ben) == [("welcome/hello", DELIVERED)], "Ben is welcomed")
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, "SELECT order_key, total_minor FROM orders"), [(str(ORDER_ID), 2500)])
            self.assertEqual(rows(daemon, "SELECT value FROM customer_identifiers WHERE kind = 1 ORDER BY value"),
                             [("5",), ("7062188769458369000",)])
            self.assertEqual(rows(daemon, "SELECT channel, given, source FROM consents"), [("email", 1, "shopify")] * 2)
            self.assertEqual([name for name in self.events() if name.startswith("Order")],
                             ["Order Completed", "Order Paid", "Order Updated"])

    def test_a_parcel_a_refund_and_an_end_that_name_the_order_alone(self):
        with self.shop() as daemon:
            parcel = {"id": 5, "order_id": ORDER_ID, "status": "success", "created_at": moment(50, "Z"),
                      "updated_at": moment(20, "Z"), "shipment_status": "delivered", "tracking_company": "PostNL"}
            self.assertEqual(self.shopify("fulfillments/create", parcel, "early"), 200)
            self.assertEqual(self.quarantined(), ["this is about an order of which nothing is known yet"])
            self.assertEqual(self.shopify("orders/create", shopify_order(300)), 200)
            self.assertEqual(self.shopify("fulfillments/create", parcel, "again"), 200)
            refund = {"id": 6, "order_id": ORDER_ID, "processed_at": moment(10, "Z"), "transactions": [
                {"kind": "refund", "status": "success", "amount": "4.00", "currency": "EUR"}]}
            self.assertEqual(self.shopify("refunds/create", refund), 200)
            whole = shopify_order(5, refunds=[refund], fulfillments=[parcel], financial_status="partially_refunded")
            self.assertEqual(self.shopify("orders/updated", whole), 200)
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, "SELECT refunded_minor, status FROM orders"), [(400, 4)])
            self.assertEqual(self.events(), ["Cart Emptied", "Consent Given", "Customer Identified", "Order Completed",
                                             "Order Delivered", "Order Paid", "Order Refunded", "Order Shipped", "Order Updated"])
            self.assertEqual(rows(daemon, "SELECT count(*) FROM customers"), [(1,)])
            marks = "SELECT mark FROM order_marks WHERE order_key = ? ORDER BY mark"
            self.assertEqual([mark for mark, in rows(daemon, marks, str(ORDER_ID))], [1, 2, 3, 5, 7])
            self.assertEqual(self.shopify("orders/delete", {"id": ORDER_ID}), 200)
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, "SELECT orders FROM customers"), [(0,)])

    def test_a_checkout_is_a_cart_until_it_is_bought_whoever_began_it(self):
        checkout = {"id": 37119437775, "email": "anna@example.org", "customer": None, "completed_at": None,
                    "updated_at": moment(400, "Z"), "currency": "EUR", "total_price": "20.00",
                    "abandoned_checkout_url": "https://shop.example/recover/x",
                    "line_items": [{"product_id": 632910392, "title": "Vase", "quantity": 1, "price": "20.00"}]}
        with self.shop() as daemon:
            # Anna is known, and begins without signing in.
            self.assertEqual(self.shopify("customers/create", {**shopify_order(0)["customer"], "state": "disabled"}), 200)
            self.assertEqual(self.shopify("checkouts/create", checkout), 200)
            wait_until_done(daemon)
            carts = "SELECT products, total_minor, checkout_url FROM carts WHERE products > 0"
            self.assertEqual(rows(daemon, carts), [(1, 2000, "https://shop.example/recover/x")])
            self.assertEqual(self.shopify("orders/create", shopify_order(300)), 200)
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, carts), [])
            # What nobody has ever heard of makes nobody.
            self.assertEqual(self.shopify("checkouts/delete", {"id": 4711}), 200)
            self.assertEqual(rows(daemon, "SELECT count(*) FROM customers"), [(2,)])

    def test_what_is_not_understood_is_kept_and_answered(self):
        with self.shop() as daemon:
            self.assertEqual(self.woo("order.created", b"{"), 200)
            self.assertEqual(self.woo("product.updated", {"id": 1}), 200)
            self.assertEqual(self.woo("product.updated", {"id": 1}), 200)
            self.assertEqual(self.shopify("orders/create", {"id": ORDER_ID, "test": True, "confirmed": False}), 200)
            self.assertEqual(self.woo("order.created", b"[" * 100_000), 200)
            self.assertEqual(self.shopify("orders/create", b" " * (1024 * 1024 + 1)), 413)
            self.assertEqual(self.shopify("orders/create", {"id": 1}, secret=""), 401)
            self.assertEqual(daemon.get("/intake/woo")[0], 405)
            self.assertEqual(daemon.post("/intake/nowhere", {})[0], 404)
            reasons = self.quarantined()
            self.assertEqual(len(reasons), 4)
            self.assertEqual(reasons[1], 'nothing follows from the topic "product.updated"')
            self.assertIn("a test order", reasons[2])
            self.assertEqual(self.events(), [])
            daemon.wait_for_log("shop.set_aside", 4)
            # The secret that takes the other's place is good already.
            self.assertEqual(self.shopify("orders/create", shopify_order(300), secret="tomorrow's"), 200)

    def test_whoever_is_to_be_forgotten_is(self):
        with self.shop() as daemon:
            self.assertEqual(self.shopify("orders/create", shopify_order(300)), 200)
            wait_until_done(daemon)
            redaction = {"shop_id": 1, "customer": {"id": 7062188769458369000, "email": "anna@example.org"}}
            self.assertEqual(self.shopify("customers/redact", redaction), 200)
            wait_until(lambda: rows(daemon, "SELECT count(*) FROM customer_identifiers") == [(0,)], "Anna is forgotten")
            wait_until(lambda: rows(daemon, "SELECT count(*) FROM erasures WHERE finished_at IS NOT NULL") == [(1,)],
                       "the erasure is done")
            # Whatever the shop goes on to do with the order.
            self.assertEqual(self.shopify("orders/updated", shopify_order(1)), 200)
            wait_until_done(daemon)
            self.assertEqual(rows(daemon, "SELECT count(*) FROM customer_identifiers"), [(0,)])
            self.assertEqual(self.shopify("customers/data_request", {"customer": {"id": 1}}), 200)
            daemon.wait_for_log("shop.person_needed")

    def test_connect_says_what_to_paste_and_what_it_says_works(self):
        with self.shop() as daemon:
            told = report(daemon, "connect", "woocommerce", "second")
            self.assertEqual(told["url"], "https://mail.shop.example/intake/second")
            self.assertTrue(told["is_secret_new"])
            self.assertEqual((daemon.folder / "second.secret").stat().st_mode & 0o777, 0o600)
            self.assertEqual(report(daemon, "connect", "woocommerce", "second")["secret"], told["secret"])
            daemon.config.write_text(daemon.config.read_text() + told["toml"])
            checked = daemon.command("check")
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            daemon.restart()
            content = json.dumps(woo_order("processing", 500)).encode()
            headers = {"X-WC-Webhook-Topic": "order.created", "X-WC-Webhook-Signature": signature(told["secret"], content)}
            self.assertEqual(self.send("/intake/second", content, headers), 200)
            known = daemon.command("connect", "shopify")
            self.assertIn("[intake.shopify] is in lifecycled.toml already", known.stdout)
            self.assertIn("     https://mail.shop.example/intake/shopify\n", known.stdout)
            wrong = daemon.command("connect", "shopify", "woo")
            self.assertEqual(wrong.returncode, 1)
            self.assertIn("[intake.woo] is a WooCommerce shop; give this one another name", wrong.stderr)


def signature(secret: str, content: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), content, hashlib.sha256).digest()).decode()


if __name__ == "__main__":
    main()
