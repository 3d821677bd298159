#!/usr/bin/env -S python3 -B
"""`lifecycled plugins`: what there is, what it takes, an example that works as it stands, a schema that editors can use;
and what `check` makes of it all. lib/test_plugins/postcard.so is the third party's plugin."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import CONFIG, REPOSITORY, file_channel, identify, main, make_shop, order, post_batch, wait_until  # noqa: E402
import daemon as peers_daemon  # noqa: E402

BUILD = peers_daemon.program("lifecycled").parents[1]
SHIPPED = BUILD / "lib" / "plugins"
TEST_PLUGINS = BUILD / "lib" / "test_plugins"
SCHEMA = REPOSITORY / "schemas" / "lifecycled.schema.json"
SECRET = "hunter2-and-then-some"
POSTCARD = """[channel.card]
type = "acme.postcard"
plugin = "{plugin}"
reaches = "shop"
folder = "{{folder}}/outbox"
api_key = "file:card.key"
printer = "https://printer.example"
"""
CAMPAIGN = """title   = "Cards"
serves  = "retention"
trigger = { event = "Order Completed", one_per = "order_id" }
step    = [ { send = "card", channel = "card", kind = "transactional" } ]
"""
MESSAGE = """[card]
picture = "for {{ customer.first_name }}, \\"{{ order.products[0].name }}\\""
style   = "merry"
size    = 7
framed  = true
waits   = "2m"
link    = "{{ shop.url }}/card"
lines   = ["Dear {{ customer.first_name }},", "thanks"]
"""


def run(*arguments, **more) -> subprocess.CompletedProcess:
    return subprocess.run([peers_daemon.program("lifecycled"), *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False, **more)


class PluginsTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        self.folder = self.scratch / "shop"

    def assert_done(self, done: subprocess.CompletedProcess, status: int = 0) -> str:
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        # Whatever plugins say, a terminal gets text and line ends.
        self.assertFalse([c for c in done.stdout + done.stderr if c != "\n" and (c < " " or "\x7f" <= c <= "\x9f")])
        return done.stdout

    # --- what there is ---

    def test_shipped_plugins_without_a_configuration(self):
        said = self.assert_done(run("plugins", "--folder", SHIPPED))
        self.assertIn(f"lifecycled.email 0.1.0 of lifecycled\n  {SHIPPED}/email.so\n", said)
        self.assertIn('  type "file": Writes each message into a folder as one readable file.\n', said)
        told = json.loads(self.assert_done(run("plugins", "--folder", SHIPPED, "--json")))
        self.assertEqual(told["faults"], [])
        by_id = {plugin["id"]: plugin for plugin in told["plugins"]}
        self.assertEqual(by_id["lifecycled.email"]["types"][0]["address_kind"], "email")

    def test_plugins_that_cannot_be_used_are_said_in_a_line_each(self):
        for plugin in ("crash_at_load", "other_abi", "postcard"):
            shutil.copy(TEST_PLUGINS / f"{plugin}.so", self.scratch)
        (self.scratch / "text.so").write_text("hello")
        said = self.assert_done(run("plugins", "--folder", self.scratch), 1).splitlines()
        self.assertEqual(said[:3], ["acme.cards 2.1 of Acme  2J", f"  {self.scratch}/postcard.so",
                                    '  type "acme.postcard": Prints  ]0;owned postcards.'])
        self.assertEqual([line.split(": ")[:2] for line in said[3:]],
                         [["cannot be used", f"{self.scratch}/{name}.so"] for name in ("crash_at_load", "other_abi", "text")])

    def test_a_configuration_says_where_and_what_for(self):
        daemon = make_shop(self.folder, file_channel() + POSTCARD.format(plugin=TEST_PLUGINS / "postcard.so"))
        told = json.loads(self.assert_done(daemon.command("plugins", "--json")))
        used = {one["type"]: one["channels"] for plugin in told["plugins"] for one in plugin["types"]}
        self.assertEqual((used["file"], used["email"], used["acme.postcard"]), (["email"], [], ["card"]))
        # Also one with mistakes in it: whoever asks is looking for the right word.
        daemon.config.write_text(daemon.config.read_text().replace("printer =", "prnter ="))
        self.assertIn("Used by card.", self.assert_done(daemon.command("plugins")))
        daemon.config.unlink()
        self.assertIn("there is no ", run("plugins", "--config", daemon.config).stderr)

    # --- what one takes ---

    def test_describe(self):
        said = self.assert_done(run("plugins", "describe", TEST_PLUGINS / "postcard.so"))
        for part in ("acme.postcard: Prints  ]0;owned postcards.\nacme.cards 2.1 of Acme  2J, ",
                     "  copies\n      How many of each.\n      whole number, 1 to 10; 1 unless said otherwise\n",
                     '  dry_for\n      How long the ink dries.\n      duration such as "30s", 1 to 3600 seconds; 90 unless',
                     '  api_key\n      The printer\'s key.\n      secret: "credential:NAME", "file:PATH" or "env:NAME"; required\n',
                     "Fields in the channel's table of a message:\n  picture\n", "Keys that every channel has:\n  type\n",
                     "  allow_private_addresses\n", '[channel.postcard]\ntype = "acme.postcard"\n',
                     'api_key = "credential:postcard_api_key"\n', '# stamps = ["red", "blue"]\n',
                     "# In the systemd unit: LoadCredential=postcard_api_key:/etc/lifecycled/postcard_api_key\n"):
            self.assertIn(part, said)
        told = json.loads(self.assert_done(run("plugins", "describe", "email", "--folder", SHIPPED, "--json")))
        options = {option["key"]: option for option in told["types"][0]["options"]}
        self.assertEqual(options["tls"]["choices"], ["starttls", "tls", "off"])
        self.assertEqual((options["port"]["minimum"], options["port"]["maximum"]), (1, 65535))
        self.assertTrue(options["host"]["required"])

    def test_describe_what_is_not_there(self):
        done = run("plugins", "describe", "emial", "--folder", SHIPPED)
        self.assert_done(done, 1)
        self.assertTrue(done.stderr.startswith(
            'lifecycled: no plugin offers the channel type "emial"; did you mean "email"? there are email, file'), done.stderr)
        done = run("plugins", "describe", "./nothing.so")
        self.assert_done(done, 1)
        self.assertIn("nothing.so: cannot be loaded", done.stderr)

    def test_every_example_works_as_it_stands(self):
        shutil.copy(TEST_PLUGINS / "postcard.so", self.scratch)
        examples = {}
        for folder in (SHIPPED, self.scratch):
            for plugin in folder.glob("*.so"):
                told = json.loads(self.assert_done(run("plugins", "describe", plugin, "--json")))
                examples |= {one["type"]: (folder, one["example"]) for one in told["types"]}
        self.assertLessEqual({"email", "file", "acme.postcard"}, examples.keys())
        for kind, (folder, example) in examples.items():
            with self.subTest(kind):
                shop = self.scratch / f"shop-{kind}"
                name, = tomllib.loads(example)["channel"]
                daemon = make_shop(shop, example, f'[delivery]\nchannels = ["{name}"]', campaigns=())
                daemon.config.write_text(f'plugins = "{folder}"\n' + daemon.config.read_text())
                done = daemon.command("check")
                self.assertEqual(done.returncode, 0, f"{example}\n{done.stdout}")
                # What is optional is TOML as well.
                tomllib.loads(re.sub(r"^# (?=\w+ = )", "", example, flags=re.MULTILINE))

    # --- schema ---

    def test_the_shipped_schema_knows_the_shipped_plugins(self):
        made = self.assert_done(run("plugins", "schema", "--folder", SHIPPED))
        self.assertEqual(made, SCHEMA.read_text(),
                         "the schema is not of these plugins; mend it by: build/bin/lifecycled plugins schema"
                         " --folder build/lib/plugins --out schemas/lifecycled.schema.json")
        out = self.scratch / "schema.json"
        self.assert_done(run("plugins", "schema", "--folder", SHIPPED, "--out", out))
        self.assertEqual(out.read_text(), made)
        self.assertEqual(out.stat().st_mode & 0o777, 0o644)

    def mistakes(self, schema: dict, channel: str) -> bool:
        import jsonschema
        jsonschema.Draft7Validator.check_schema(schema)
        settings = tomllib.loads(f'[shop]\nname = "x"\n[channel.one]\n{channel}')
        return not jsonschema.Draft7Validator(schema).is_valid(settings)

    def test_editors_flag_what_check_flags(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        shutil.copy(TEST_PLUGINS / "postcard.so", self.scratch)
        shipped = json.loads(SCHEMA.read_text())
        validator = jsonschema.Draft7Validator(shipped)
        self.assertEqual(list(validator.iter_errors(tomllib.loads((CONFIG / "lifecycled.toml").read_text()))), [])
        ours = json.loads(self.assert_done(run("plugins", "schema", "--folder", self.scratch)))
        email, card = 'type = "email"\nhost = "h"\n', ('type = "acme.postcard"\nreaches = "shop"\nfolder = "f"\n'
                                                       'api_key = "env:KEY"\nprinter = "https://p.example"\n')
        right = [(shipped, email), (shipped, email + 'tls = "off"\nport = 25\nconnect_timeout = "10s"\nuser = "u"\n'
                                    'password = "credential:smtp"\nper_second = 5\nproxy = "http://p.example:3128"\n'),
                 (shipped, email + "connect_timeout = 10\nallow_unfenced = true\n"),
                 (shipped, 'type = "acme.any"\nwhatever = ["a", "b"]\n'), (shipped, card),
                 (ours, card), (ours, card + 'stamps = ["green"]\nglossy = false\ndry_for = "1m"\nplugin = "x.so"\n'),
                 (ours, 'type = "email"\nwhatever = 1\n')]
        wrong = [(shipped, 'type = "email"\n'), (shipped, email + "hots = 1\n"), (shipped, email + 'tls = "on"\n'),
                 (shipped, email + "port = 0\n"), (shipped, email + 'port = "25"\n'),
                 (shipped, email + f'password = "{SECRET}"\n'), (shipped, email + 'connect_timeout = "soon"\n'),
                 (shipped, email + 'proxy = "http://u:p@proxy.example"\n'), (shipped, 'type = "file"\n'),
                 (shipped, email + "connections = 201\n"), (shipped, "per_second = 3\n"),
                 (shipped, 'type = "acme.any"\nper_second = 0\n'), (ours, card + 'stamps = ["pink"]\n'),
                 (ours, card + 'glossy = "yes"\n'), (ours, card + "papr = 1\n"), (ours, card.replace("https://p", "p")),
                 (ours, card + "copies = 11\n")]
        for schema, channel in right:
            self.assertFalse(self.mistakes(schema, channel), channel)
        for schema, channel in wrong:
            self.assertTrue(self.mistakes(schema, channel), channel)

    # --- check ---

    def card_shop(self, *changes: tuple[str, str], more: str = ""):
        self.daemon = make_shop(self.folder, file_channel() + POSTCARD.format(plugin=TEST_PLUGINS / "postcard.so") + more,
                                campaigns=("post-purchase",))
        (self.folder / "card.key").write_text(SECRET + "\n")
        (self.folder / "card.key").chmod(0o600)
        for change in changes:
            self.change("lifecycled.toml", *change)

    def change(self, file: str, old: str, new: str) -> None:
        text = (self.folder / file).read_text()
        self.assertIn(old, text)
        (self.folder / file).write_text(text.replace(old, new, 1))

    def check(self, status: int) -> list[str]:
        said = self.assert_done(self.daemon.command("check"), status)
        self.assertNotIn(SECRET, said)
        return [line.removeprefix(f"{self.folder}/") for line in said.splitlines()]

    def test_every_mistake_has_its_place(self):
        self.card_shop(('"https://printer.example"\n', '"printer.example"\npaper = "fien"\ncopies = 11\nglossy = 1\n'
                        'dry_for = "soon"\nstamps = ["red", "gren"]\nper_secnd = 3\n'),
                       ('"file:card.key"', f'"{SECRET}"'))
        self.assertEqual(self.check(1), [
            'lifecycled.toml:26:11: [channel.card] "api_key" is a secret and must not stand here; name where it is kept:'
            ' "credential:NAME", "file:PATH" or "env:NAME"',
            'lifecycled.toml:27:11: [channel.card] "printer" must be a URL such as "https://api.example.org", not'
            ' "printer.example"',
            'lifecycled.toml:28:9: [channel.card] "paper" must be one of plain, fine, gold, not "fien"; did you mean "fine"?',
            'lifecycled.toml:29:10: [channel.card] "copies" must be from 1 to 10, not 11',
            'lifecycled.toml:30:10: [channel.card] "glossy" must be true or false, not 1',
            'lifecycled.toml:31:11: [channel.card] "dry_for" must be a duration in whole seconds such as "30s", not "soon"',
            'lifecycled.toml:32:18: [channel.card] "stamps" must be one of red, blue, green, not "gren"; did you mean'
            ' "green"?',
            'lifecycled.toml:33:1: [channel.card] unknown key "per_secnd"; did you mean "per_second"?'])

    def test_what_only_the_plugin_can_see_has_its_place_too(self):
        self.card_shop(('"https://printer.example"\n', '"https://printer.example"\npaper = "gold"\ncopies = 3\n'))
        self.assertEqual(self.check(1), [
            'lifecycled.toml:29:10: [channel.card] "copies": gold is dear: two copies at most, whoever knows [secret]'])
        # Asking is not running.
        self.assertFalse((self.folder / "state").exists())

    def test_which_library(self):
        self.card_shop((str(TEST_PLUGINS / "postcard.so"), "nothing.so"))
        self.assertEqual(self.check(1), [
            f'lifecycled.toml:23:10: there is no file {self.folder}/nothing.so; "plugin" is the path of a channel plugin'
            ' such as "plugins/acme.so"'])
        shutil.copy(SHIPPED / "file.so", self.folder / "nothing.so")
        self.assertEqual(self.check(1), [
            f'lifecycled.toml:22:8: {self.folder}/nothing.so does not offer the channel type "acme.postcard"; it offers file'])
        (self.folder / "nothing.so").write_text("hello")
        self.assertEqual([line.split("/")[0] for line in self.check(1)], ["lifecycled.toml:23:10: "])
        # Two in the folder are one too many, until the channel says which.
        for name in ("a.so", "b.so"):
            (self.folder / "libs").mkdir(exist_ok=True)
            shutil.copy(TEST_PLUGINS / "postcard.so", self.folder / "libs" / name)
        shutil.copy(SHIPPED / "file.so", self.folder / "libs")
        self.change("lifecycled.toml", 'plugin = "nothing.so"\n', "")
        self.daemon.config.write_text('plugins = "libs"\n' + self.daemon.config.read_text())
        libs = self.folder / "libs"
        self.assertEqual(self.check(1), [
            f'lifecycled.toml:23:8: two plugins offer the channel type "acme.postcard": {libs}/a.so and {libs}/b.so;'
            f' say which: plugin = "{libs}/a.so"'])
        self.change("lifecycled.toml", 'type = "acme.postcard"\n', 'type = "acme.postcard"\nplugin = "libs/b.so"\n')
        self.check(0)

    def test_a_secret_that_check_cannot_read_is_no_mistake(self):
        # systemd gives credentials to the daemon alone. What else is wrong is told all the same.
        self.card_shop(('"file:card.key"', '"credential:card_key"'))
        self.check(0)
        self.change("lifecycled.toml", '"https://printer.example"', '"https://printer.example"\npaper = "gold"\ncopies = 3')
        self.assertIn("lifecycled.toml:29:10: ", self.check(1)[0])
        self.change("lifecycled.toml", "copies = 3", "copies = 2")
        self.addCleanup(lambda: self.daemon.__exit__(None))
        self.daemon.start()
        self.daemon.wait_for_log("channel.down")
        down = next(line for line in self.daemon.log_text().splitlines() if " channel.down " in line)
        self.assertIn("lifecycled.toml:26:11: credential:card_key: systemd gave no credentials", down)

    def test_a_reload_restarts_the_channel_whose_rules_changed(self):
        self.card_shop(more="per_second = 100\n")
        self.addCleanup(lambda: self.daemon.__exit__(None))
        self.daemon.start()
        ready = lambda channel: sum("channel.state" in line and f"channel={channel} " in line and "state=ready" in line
                                    for line in self.daemon.log_text().splitlines())
        wait_until(lambda: (ready("card"), ready("email")) == (1, 1), "both channels are ready")
        for round_, change in enumerate(('proxy = "http://127.0.0.1:3128"', "allow_private_addresses = true",
                                         f'plugin = "{self.folder}/other.so"'), 2):
            if change.startswith("plugin"):
                shutil.copy(TEST_PLUGINS / "postcard.so", self.folder / "other.so")
                self.change("lifecycled.toml", f'plugin = "{TEST_PLUGINS}/postcard.so"', change)
            else:
                self.change("lifecycled.toml", "per_second = 100\n", f"per_second = 100\n{change}\n")
            self.assert_done(self.daemon.command("reload"))
            wait_until(lambda: ready("card") == round_, f"the channel has started anew after {change}")
        self.assertEqual(ready("email"), 1)

    # --- secrets ---

    def test_a_secret_is_seen_by_nobody(self):
        self.card_shop()
        (self.folder / "card.key").chmod(0o644)
        self.assertEqual(self.check(0)[0], 'lifecycled.toml:26:11: warning: [channel.card] "api_key": everybody on this'
                         f' machine may read {self.folder}/card.key; chmod o= {self.folder}/card.key')
        self.addCleanup(lambda: self.daemon.__exit__(None))
        self.daemon.start()
        # The plugin tells its key; what arrives does not show it.
        self.daemon.wait_for_log("channel.says")
        self.assertIn("the key is [secret]", self.daemon.log_text())
        for command in (("status",), ("status", "--json"), ("plugins", "--json"), ("plugins", "describe", "acme.postcard"),
                        ("check", "--json"), ("reload",)):
            done = self.daemon.command(*command)
            self.assertNotIn(SECRET, done.stdout + done.stderr, command)
        self.assertNotIn(SECRET, self.daemon.log_text())
        self.assertFalse([file for file in (self.folder / "state").iterdir() if file.is_file()
                          and SECRET.encode() in file.read_bytes()])

    # --- fields of messages ---

    def card_message(self, text: str) -> None:
        self.card_shop()
        (self.folder / "campaigns" / "cards.toml").write_text(CAMPAIGN)
        (self.folder / "messages" / "card.toml").write_text(text)

    def test_a_message_is_held_against_what_its_plugin_declares(self):
        self.card_message('[card]\nstyle = "mery"\nsize = 4\nframed = "yes"\nwaits = "1500ms"\nlink = "over there"\n'
                          'lines = 3\npictur = "x"\ntext = "x"\n')
        (self.folder / "messages" / "card.fr.toml").write_text('[card]\nsize = "{{ order.total }}"\nfoo = 1\n')
        self.assertEqual(self.check(1), [
            'messages/card.fr.toml:2:8: "size" must be a whole number, not "{{ order.total }}"',
            'messages/card.fr.toml:3:1: messages of [channel.card] have no field "foo"; they may have picture, style, size,'
            ' framed, waits, link, lines, subject, preheader, html, html_file, text, layout, sender',
            'messages/card.toml:1:1: "picture" is missing in [card]: What is on the front.',
            'messages/card.toml:2:9: "style" must be one of sober, merry, not "mery"; did you mean "merry"?',
            'messages/card.toml:3:8: "size" must be from 5 to 9, not 4',
            'messages/card.toml:4:10: "framed" must be true or false, not "yes"',
            'messages/card.toml:5:9: "waits" must be a duration in whole seconds such as "30s", not "1500ms"',
            'messages/card.toml:6:8: "link" must be a URL such as "https://api.example.org", not "over there"',
            'messages/card.toml:7:9: "lines" must be a list of texts such as ["a", "b"], not 3',
            'messages/card.toml:8:1: messages of [channel.card] have no field "pictur"; did you mean "picture"?'])
        # What only rendering shows is found by the sample.
        (self.folder / "messages" / "card.fr.toml").unlink()
        (self.folder / "messages" / "card.toml").write_text(MESSAGE.replace('"merry"', '"{{ customer.first_name }}"'))
        self.assertEqual(self.check(1), [
            'messages/card.toml:3:12: "style" must be one of sober, merry, not "Anna"'])
        # A mail has no fields of its own, the file plugin takes whatever others are sent.
        (self.folder / "messages" / "card.toml").write_text(MESSAGE + '[email]\nanything = 3\nsubject = "x"\ntext = "x"\n')
        self.change("campaigns/cards.toml", '"card", kind', '["card", "email"], kind')
        self.check(0)
        self.change("lifecycled.toml", 'type = "file"', 'type = "email"\nhost = "127.0.0.1"')
        self.change("lifecycled.toml", f'folder = "{self.folder}/outbox"\n', "")
        self.assertIn('messages/card.toml:10:1: messages of [channel.email] have no field "anything"; they may have subject,'
                      ' preheader, html, html_file, text, layout, sender', self.check(1))

    def test_fields_reach_the_plugin_with_their_types(self):
        self.card_message(MESSAGE)
        self.check(0)
        self.addCleanup(lambda: self.daemon.__exit__(None))
        self.daemon.start()
        post_batch(self.daemon, [identify("anna", "anna@example.org", first_name='An"na'), order("anna", "1")])
        outbox = self.folder / "outbox"
        wait_until(lambda: list(outbox.glob("*.json")), "the card is written")
        cards = [json.loads(file.read_text()) for file in outbox.glob("*.json")]
        self.assertEqual(cards, [{"picture": 'for An"na, "Vase"', "style": "merry", "size": 7, "framed": True, "waits": 120,
                                  "link": "https://shop.example/card", "lines": ['Dear An"na,', "thanks"]}])


if __name__ == "__main__":
    main()
