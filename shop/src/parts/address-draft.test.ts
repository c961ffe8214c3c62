/** Addresses: from the mall into a form's fields and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { areaList } from "@vant/area-data";
import { draftFor, draftOf, inputOf, placeText, readPhone } from "./address-draft.ts";
import { citiesIn, countiesIn, provincesIn, type Regions } from "./regions.ts";

const REGIONS: Regions = {
  provinces: areaList.province_list,
  cities: areaList.city_list,
  counties: areaList.county_list,
};

test("mobile numbers are read as people type them", () => {
  for (const text of ["13900001001", "139 0000 1001", "+86 13900001001", "86-139-0000-1001"]) {
    assert.equal(readPhone(text), "13900001001", text);
  }
  assert.equal(readPhone("+852 9123 4567"), "+85291234567");
  for (const text of ["", "12345", "12900001001", "1390000100", "+86 123"]) {
    assert.equal(readPhone(text), undefined, text);
  }
});

test("an address survives the form, its county at the beginning of its street", () => {
  const known = {
    fullName: "林晚晴",
    phoneNumber: "+86 13900001001",
    province: "浙江省",
    city: "杭州市",
    streetLine1: "西湖区文三路示例小区 1 幢 201 室",
  };
  const draft = draftOf(REGIONS, known);
  assert.equal(draft.county, "西湖区");
  assert.equal(draft.street, "文三路示例小区 1 幢 201 室");
  assert.deepEqual(inputOf(draft), { ...known, phoneNumber: "13900001001", countryCode: "CN" });
  assert.equal(draftOf(REGIONS, { province: "浙江" }).province, "");
});

test("a first address begins with its owner's name, also where an order is told with an empty one", () => {
  const me = { name: "林晚晴", phone: "13900001001" };
  for (const none of [null, undefined, { fullName: null, streetLine1: null }]) {
    assert.equal(draftFor(REGIONS, none, me).fullName, me.name);
    assert.equal(draftFor(REGIONS, none, me).phone, me.phone);
  }
  assert.equal(draftFor(REGIONS, { fullName: "Anna" }, me).fullName, "Anna");
  assert.equal(draftFor(REGIONS, null, undefined).fullName, "");
});

test("every province has cities, and every city counties", () => {
  for (const province of provincesIn(REGIONS)) {
    assert.ok(citiesIn(REGIONS, province).length > 0, province);
    for (const city of citiesIn(REGIONS, province)) {
      assert.ok(countiesIn(REGIONS, province, city).length > 0, `${province} ${city}`);
    }
  }
});

test("a city that is its own province is named once", () => {
  const place = { province: "北京市", city: "北京市", streetLine1: "海淀区中关村大街 1 号" };
  assert.equal(placeText(place), "北京市 海淀区中关村大街 1 号");
});
