/** A direction of a connection: `requests` go from the client to the server, `replies` from the server to the client. */
export type Way = "requests" | "replies";
