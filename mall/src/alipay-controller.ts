/** Where Alipay tells us what was paid. */
import { Body, Controller, HttpCode, Inject, Post } from "@nestjs/common";
import type { Mall } from "./mall.ts";
import { MALL } from "./plugin-mall.ts";
import { takeTrade } from "./trades.ts";

@Controller("payments/alipay")
export class AlipayController {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  /** Answers "success" to a notice that is Alipay's own, once what it tells is written down. */
  @Post()
  @HttpCode(200)
  async notice(@Body() form: { [name: string]: string }): Promise<string> {
    const { mall } = this;
    const notice = mall.alipay?.readNotice(form);
    if (notice === undefined) return "failure";
    if (notice.status === "paid") {
      const ctx = await mall.contexts.create({ apiType: "admin" });
      await takeTrade(mall, ctx, notice);
    }
    return "success";
  }
}
