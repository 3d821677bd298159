// mail_server.mjs OPTIONS: npm's smtp-server on a free port of loopback. Each mail is read by mailparser and verified by mailauth.
// OPTIONS is JSON: {cert, key, methods: ["PLAIN", ...], user, password, records: {"s1._domainkey.shop.example": "v=DKIM1; ..."}}.
// Prints {"port": N}, then a line for each mail.
import fs from "node:fs";
import {dkimVerify} from "mailauth/lib/dkim/verify.js";
import {simpleParser} from "mailparser";
import {SMTPServer} from "smtp-server";

const options = JSON.parse(process.argv[2]);

// mailauth asks the DNS; here it asks the test.
async function resolver(name, type) {
  const record = type === "TXT" ? options.records?.[name] : undefined;
  if (!record) throw Object.assign(new Error("not found"), {code: "ENOTFOUND"});
  return [[record]];
}

async function tellMail(raw, session) {
  const parsed = await simpleParser(raw, {skipImageLinks: true});
  const dkim = await dkimVerify(raw, {resolver});
  const headers = {};
  for (const {key, line} of parsed.headerLines) (headers[key] ??= []).push(line.slice(line.indexOf(":") + 1).trim());
  console.log(JSON.stringify({
    raw: raw.toString("latin1"), headers, from: parsed.from, to: parsed.to, subject: parsed.subject, text: parsed.text,
    html: parsed.html, method: session.transmissionType, login: session.user ?? null, loginMethod: session.loginMethod ?? null,
    secure: session.secure, mailFrom: session.envelope.mailFrom.address, mailFromArgs: session.envelope.mailFrom.args,
    rcptTo: session.envelope.rcptTo.map((one) => one.address),
    attachments: parsed.attachments.map((one) => ({
      name: one.filename ?? null, type: one.contentType, cid: one.cid ?? null, disposition: one.contentDisposition,
      related: one.related, size: one.size, head: one.content.subarray(0, 4).toString("latin1")})),
    dkim: dkim.results.map((one) => ({result: one.status.result, comment: one.status.comment ?? null, selector: one.selector,
                                      domain: one.signingDomain, algorithm: one.algo, headers: one.signingHeaders?.keys})),
  }));
}

const server = new SMTPServer({
  disabledCommands: options.cert ? [] : ["STARTTLS"],
  ...(options.cert ? {cert: fs.readFileSync(options.cert), key: fs.readFileSync(options.key)} : {}),
  authMethods: options.methods ?? [],
  authOptional: !options.methods,
  allowInsecureAuth: false,
  onAuth(auth, session, done) {
    const right = auth.username === options.user && (auth.method === "XOAUTH2" ? auth.accessToken : auth.password) === options.password;
    session.loginMethod = auth.method;
    done(right ? null : new Error("wrong"), right ? {user: auth.username} : undefined);
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => tellMail(Buffer.concat(chunks), session).then(() => done(), done));
  },
});
server.on("error", () => {});  // a client that hangs up is no trouble of the server's
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({port: server.server.address().port})));
