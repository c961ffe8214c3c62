/** The pages' beginning. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./base.css";
import { App } from "./app.tsx";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  addEventListener("load", () => {
    void import("./worker.ts")
      .then(({ registerWorker }) => registerWorker(navigator))
      .catch(() => undefined);
  });
}
