/** A direction of a connection: `requests` go from the client to the server, `replies` from the server to the client. */
export const ways = ["requests", "replies"] as const;
export type Way = (typeof ways)[number];

/** What sentences call a direction where they begin with it; who sends it, and who gets it. */
export const wayWords: Readonly<Record<Way, {readonly first: string; readonly from: string; readonly to: string}>> = {
  requests: {first: "Requests", from: "clients", to: "servers"},
  replies: {first: "Replies", from: "servers", to: "clients"},
};
