#include "intake/shopify_lines.hpp"

namespace lifecycled {

std::vector<EventBody> read_shopify_lines(const ShopObject& body, const ShopWords& words) {
  std::vector<EventBody> out;
  for (const ShopObject& line : body.list("line_items")) {
    EventBody& product = out.emplace_back();
    product.text("product_id", words.ours(line.id("product_id"))).text("sku", line.text("sku"));
    product.text("name", line.text("title")).text("variant", line.text("variant_title"));
    product.text("brand", line.text("vendor"));
    product.number("quantity", line.amount("quantity")).amount("price", line.amount("price"));
  }
  return out;
}

}  // namespace lifecycled
