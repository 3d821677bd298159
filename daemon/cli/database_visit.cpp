#include "cli/database_visit.hpp"

#include "cli/eraser.hpp"
#include "cli/erasure_log.hpp"
#include "cli/ledger.hpp"
#include "store/meta.hpp"

namespace lifecycled {

void ready_database(Workplace& workplace, const ConsentSettings& consent, const Clock& clock, Random& random,
                    Log log) {
  Database database(workplace.database(), Database::Mode::ReadWrite);
  if (!begin_epoch(database, workplace.epoch(), random))
    Meta(database).pause("restored or copied database: what it says of sent messages may be old");
  ready_ledger(database, workplace, consent, random, log);
  const ErasureLog erased(workplace.erasure_log(), database.ledger_key());
  database.begin();
  const std::size_t again = erase_again(database, erased, clock.now());
  database.commit();
  if (again > 0) log.warning("customer.erased_again", {{"customers", again}});
}

void leave_database(Workplace& workplace, Random& random) {
  Database database(workplace.database(), Database::Mode::ReadWrite);
  begin_epoch(database, workplace.epoch(), random);
}

}  // namespace lifecycled
