/** Words of addresses. */
import { says } from "../lang.ts";

export const ADDRESS = {
  recipient: says("收件人", "Recipient"),
  recipientMissing: says("请填写收件人姓名。", "Please say who receives it."),
  mobile: says("手机号", "Mobile number"),
  mobileWrong: says(
    "请填写 11 位手机号；境外号码请以 + 和区号开头。",
    "Please give a mainland mobile number of 11 digits, or one that begins with + and its country code.",
  ),
  province: says("省 / 直辖市", "Province"),
  city: says("市", "City"),
  county: says("区 / 县", "District"),
  choose: says("请选择", "Choose"),
  provinceMissing: says("请选择省份。", "Please choose the province."),
  cityMissing: says("请选择城市。", "Please choose the city."),
  countyMissing: says("请选择区县。", "Please choose the district."),
  street: says("详细地址", "Street and number"),
  streetHint: says("街道、小区、楼栋、门牌号", "Street, building, floor, door"),
  streetMissing: says("请填写详细地址。", "Please give the street and number."),
  tooLong: says("太长了，请缩短一些。", "That is too long, please shorten it."),
  isDefault: says("设为默认地址", "Use it first from now on"),
  saveAddress: says("保存地址", "Save address"),
} as const;
