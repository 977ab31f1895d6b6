/**
 * A real provider of sign-ins for tests, with people as ACM/IDM describes them; it can
 * be told to lie. Prints its address as JSON when it listens.
 *
 * POST /control takes { base, who, lie, withNumber, inUserinfo, down }: for which server
 * it is the provider, who sits at it, and what is wrong with the tokens it gives.
 */

import { createHmac, createPrivateKey, createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

import { Provider } from "oidc-provider";

const CLIENT = { client_id: "doorstart", client_secret: "a secret that is only for tests" };

/** @type {Record<string, Record<string, unknown>>} */
const PEOPLE = {
  nele: {
    given_name: "Nele",
    family_name: "Claes",
    email: "nele@demos.example",
    email_verified: true,
    vo_id: "11",
    vo_doelgroepcode: "EA",
    vo_orgcode: "0123456789",
    vo_orgnaam: "Demos",
  },
  omar: {
    given_name: "Omar",
    family_name: "Peeters",
    email: "omar@lindervoorde.example",
    email_verified: true,
    vo_doelgroepcode: "LB",
    vo_orgcode: "0207532641",
    vo_orgnaam: "Lindervoorde",
  },
  lien: { given_name: "Lien", vo_doelgroepcode: "LB", vo_orgcode: "0999999999" },
  bert: { given_name: "Bert", vo_doelgroepcode: "BUR", email: "nele@demos.example" },
  faker: {
    given_name: "Faker",
    email: "nele@demos.example",
    email_verified: true,
    vo_doelgroepcode: "EA",
    vo_orgcode: "0888888888",
  },
};
const NUMBER = "85073003328";

const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const own = pair();
const stolen = pair();
const jwk = { ...own.export({ format: "jwk" }), kid: "own", use: "sig", alg: "RS256" };

/** @type {{ base: string, who: string, lie: Record<string, unknown>, withNumber: boolean,
 *           inUserinfo: boolean, down: boolean }} */
let told = { base: "", who: "", lie: {}, withNumber: false, inUserinfo: false, down: false };
/** @type {Provider | null} */
let provider = null;
let issuer = "";

/** @param {unknown} part */
const encoded = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** The token once more, with what was asked to be wrong in it. @param {string} token */
function twisted(token) {
  const { key, alg, late, ...claims } = told.lie;
  const [head, body] = token.split(".");
  const header = JSON.parse(Buffer.from(head, "base64url").toString());
  const payload = { ...JSON.parse(Buffer.from(body, "base64url").toString()), ...claims };
  if (late !== undefined) payload.exp = Math.floor(Date.now() / 1000) - Number(late);
  if (alg) header.alg = alg;
  const content = `${encoded(header)}.${encoded(payload)}`;
  if (header.alg === "none") return `${content}.`;
  if (header.alg === "HS256") {
    const mac = createHmac("sha256", CLIENT.client_secret).update(content).digest("base64url");
    return `${content}.${mac}`;
  }
  const signer = createSign("RSA-SHA256").update(content);
  const pem = (key === "stolen" ? stolen : own).export({ format: "pem", type: "pkcs8" });
  return `${content}.${signer.sign(createPrivateKey(pem)).toString("base64url")}`;
}

function made() {
  const profile = ["given_name", "family_name"].concat(told.withNumber ? ["rrn"] : []);
  const one = new Provider(issuer, {
    clients: [
      {
        ...CLIENT,
        redirect_uris: [`${told.base}/sign-in/provider/return`],
        post_logout_redirect_uris: [`${told.base}/signed-out`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    jwks: { keys: [jwk] },
    scopes: ["openid", "profile", "email", "vo"],
    claims: {
      openid: ["sub"],
      profile,
      email: ["email", "email_verified"],
      vo: ["vo_id", "vo_doelgroepcode", "vo_orgcode", "vo_orgnaam"],
    },
    conformIdTokenClaims: told.inUserinfo,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["only for tests"] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...PEOPLE[sub], ...(told.withNumber ? { rrn: NUMBER } : {}) }),
    }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email vo");
      await grant.save();
      return grant;
    },
  });
  one.use(async (ctx, next) => {
    if (ctx.path.startsWith("/interaction/")) {
      await one.interactionFinished(ctx.req, ctx.res, { login: { accountId: told.who } });
      ctx.respond = false;
      return;
    }
    await next();
    if (ctx.path === "/token" && ctx.body?.id_token) ctx.body.id_token = twisted(ctx.body.id_token);
  });
  return one;
}

const server = createServer((request, response) => {
  if (request.url === "/control") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      told = { ...told, lie: {}, withNumber: false, down: false, ...JSON.parse(body) };
      provider = made();
      response.end("{}");
    });
  } else if (told.down || provider === null) {
    response.writeHead(503).end();
  } else {
    provider.callback()(request, response);
  }
});
server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  process.stdout.write(`${JSON.stringify({ issuer, ...CLIENT })}\n`);
});
