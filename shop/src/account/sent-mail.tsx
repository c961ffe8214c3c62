/** A mail is on its way: to whom, and what to do when it does not come. */
import { MailCheck } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Message } from "../parts/trouble.tsx";

export function SentMail({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  // It stands where the form was: whoever listens is told, whoever tabs goes on from here.
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} role="status" style={{ outline: "none" }}>
      <Message icon={<MailCheck />} title={title} text={text}>
        {children}
      </Message>
    </div>
  );
}
