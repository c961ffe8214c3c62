/**
 * RSA keys as Alipay hands them out and as its SDK wants them.
 *
 * Alipay's own key tool writes bare base64 without PEM lines, of PKCS#8 or of PKCS#1, and its SDK
 * mislabels whichever of the two it was not told of. Every form is read here, once, by node:crypto, and
 * leaves as the one form that the SDK takes without being told.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";

/** The two halves of an RSA key, as PEM texts: PKCS#1 of the private half, SPKI of the public one. */
export type KeyPair = { readonly privateKey: string; readonly publicKey: string };

type Kind = "pkcs8" | "pkcs1" | "spki";

const BITS_LEAST = 2048;

function readKey(text: string, what: string, kinds: readonly Kind[]): KeyObject {
  const isPrivate = kinds.includes("pkcs8");
  const forms: (() => KeyObject)[] = text.includes("-----BEGIN")
    ? [() => (isPrivate ? createPrivateKey(text) : createPublicKey(text))]
    : kinds.map((type) => () => {
        const key = Buffer.from(text, "base64");
        return isPrivate
          ? createPrivateKey({ key, format: "der", type: type as "pkcs8" | "pkcs1" })
          : createPublicKey({ key, format: "der", type: type as "spki" | "pkcs1" });
      });
  const causes: unknown[] = [];
  for (const form of forms) {
    try {
      return checkedKey(form(), what);
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new TypeError(`The ${what} cannot be read: an RSA key of ${BITS_LEAST} bits is wanted.`, {
    cause: causes[0],
  });
}

function checkedKey(key: KeyObject, what: string): KeyObject {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === "rsa" && bits >= BITS_LEAST) return key;
  throw new TypeError(`The ${what} is no RSA key of ${BITS_LEAST} bits or more.`);
}

// The SDK takes the last line for a part of the key unless it is the END line.
const pemOf = (pem: string | Buffer): string => pem.toString().trim();

function privatePem(key: KeyObject): string {
  return pemOf(key.export({ type: "pkcs1", format: "pem" }));
}

function publicPem(key: KeyObject): string {
  return pemOf(key.export({ type: "spki", format: "pem" }));
}

/**
 * A private RSA key as a PKCS#1 PEM text, read from PEM or bare base64 of PKCS#8 or PKCS#1. Throws
 * TypeError for anything else, and for fewer than 2048 bits.
 */
export function readPrivateKey(text: string, what = "private key"): string {
  return privatePem(readKey(text, what, ["pkcs8", "pkcs1"]));
}

/**
 * A public RSA key as an SPKI PEM text, read from PEM or bare base64. Throws TypeError for anything
 * else, and for fewer than 2048 bits.
 */
export function readPublicKey(text: string, what = "public key"): string {
  return publicPem(readKey(text, what, ["spki", "pkcs1"]));
}

/** The public half of a private key, as an SPKI PEM text. Throws TypeError as `readPrivateKey` does. */
export function publicHalf(privateKey: string): string {
  return publicPem(createPublicKey(readPrivateKey(privateKey)));
}

/** A new RSA key of 2048 bits, in the forms that the SDK takes. */
export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: BITS_LEAST });
  return {
    privateKey: privatePem(privateKey),
    publicKey: publicPem(publicKey),
  };
}
