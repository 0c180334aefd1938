import { fileURLToPath } from 'node:url'

/** The logs that come with the program; NOTICE says where they are from. */
export const SAMPLES = [
  {
    name: 'ecom',
    file: 'ecom.csv.gz',
    what: "a web shop's clicks: 31,106 events, 600 users, 19 activities (synthetic, Apache-2.0)"
  },
  {
    name: 'sepsis',
    file: 'sepsis.csv.gz',
    what: 'sepsis patients in a Dutch hospital: 15,214 events, 16 activities (real, MIT)'
  },
  {
    name: 'bank',
    file: 'bank.csv.gz',
    what: "a bank's web, app and telephone: 100,022 events, 773 activities (synthetic, MIT)"
  },
  { name: 'bank-truth', file: 'bank-truth.csv', what: 'which process each activity of the bank log truly belongs to' }
] as const

/** Where one lies: beside the folder of this file, as it was written and as it is bundled. */
export const samplePath = (file: string): string => fileURLToPath(new URL(`../samples/${file}`, import.meta.url))
