#include "idna.hpp"

#include "gmime_ref.hpp"

namespace email {

std::string in_idna(const std::string& address) {
  begin_gmime();
  const Ref<InternetAddress> mailbox(internet_address_mailbox_new(nullptr, address.c_str()));
  const char* const idn = internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(mailbox.get()));
  return idn == nullptr ? address : idn;
}

std::string domain_in_idna(const std::string& domain) {
  const std::string address = in_idna("x@" + domain);
  return address.substr(address.rfind('@') + 1);
}

}  // namespace email
