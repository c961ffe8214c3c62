/** What is wrong with a bank's file or with what is attested, told to staff in either language. */
import { AttestationError, BankFileError, type BankFileProblem } from "@patronage/ledger";
import { MallError } from "./mall.ts";

const CHINESE: { readonly [problem in BankFileProblem]: string } = {
  file_too_large: "文件太大，请向银行索取天数较少的对账单。",
  file_unreadable: "文件编码无法识别，请重新导出为 UTF-8。",
  xml_declares: "文件含有文档类型或实体声明，对账单不应有，未予读取。",
  xml_broken: "不是完整的 XML，请重新导出。",
  camt_missing: "不是 CAMT.053 对账单（CAMT.052、054 是日内报告），请向银行索取 CAMT.053。",
  camt_incomplete: "对账单内容不完整，请询问银行。",
  balance_missing: "没有日终余额（CLBD），请索取日终后的对账单。",
  balance_twice: "同一天有两个日终余额，请询问银行以哪个为准。",
  amount_wrong: "金额无法读成整分，请检查小数点和千位分隔符。",
  date_wrong: "日期无法识别，请检查日期格式，或删去不是记账的行。",
  csv_broken: "不是完整的 CSV，请检查引号。",
  csv_map_missing: "CSV 需要说明各列含义的映射。",
  csv_map_wrong: "列映射有误。",
  csv_column_missing: "找不到映射中的列，请修改映射或表头行号。",
  csv_order_unknown: "从日期看不出先后，请在映射中写明 order。",
  statement_missing: "文件中没有这份对账单。",
  statement_unclear: "无法确定是哪份对账单，请选择。",
};

function chinese({ problem, line, found }: BankFileError): string {
  const where = line === undefined ? "" : `第 ${line} 行：`;
  return `${where}${CHINESE[problem]}${found === "" ? "" : `（${found}）`}`;
}

/** Does it, and tells whoever asked what was wrong. Refuses: bank_file_wrong, attest_close_missing, … */
export async function telling<Result>(work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BankFileError) {
      throw new MallError("bank_file_wrong", { en: error.message, zh: chinese(error) });
    }
    if (!(error instanceof AttestationError)) throw error;
    switch (error.problem) {
      case "close_missing":
        throw new MallError("attest_close_missing");
      case "currency_other":
        throw new MallError("attest_currency_other");
      case "attestation_unknown":
        throw new MallError("attestation_unknown");
      case "explanation_empty":
        throw new MallError("explanation_empty");
      case "explanation_long":
        throw new MallError("explanation_long");
      case "amount_zero":
        throw new MallError("explanation_of_nothing");
    }
  }
}
