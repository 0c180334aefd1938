import type { Role } from './types.js'

/** Letters and digits only, in lower case: `Case ID`, `case_id` and `CaseID` are one name. */
export function plainName(name: string): string {
  return name
    .replace(/^case:(?!concept)/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function words(list: string): string[] {
  return list.trim().split(/\s+/)
}

/** Entities that are followed for long: taken as the case before any session. */
const CUSTOMERS = words(`
  customerid customer clientid client userid user username memberid member accountid account visitorid visitor
  fullvisitorid visitoruuid visitorkey distinctid anonymousid userpseudoid personid person patientid patient profileid
  contactid subscriberid subscriber playerid player studentid student employeeid passengerid citizenid householdid
  customernumber customerno custid cust userkey useruuid deviceid cookieid uid msisdn`)

/** Single visits: taken as the case only where no customer is named. */
export const SESSIONS = words(`
  sessionid session gasessionid sessionkey sessionuuid visitid visit sid callid conversationid chatid ticketid
  journeyid traceid orderid`)

/** Accepted column names of each role, best first, in the form of {@link plainName}. */
export const ROLE_NAMES: Record<Exclude<Role, 'session'>, string[]> = {
  case: [...words('caseconceptname caseid case casekey casenumber caseno casename'), ...CUSTOMERS, ...SESSIONS, 'id'],
  activity: words(`
    conceptname activity activityname activityid event eventname eventtype action actionname page pagename pagetitle
    pageview pagepath pageurl path url screen screenname screenview step stepname task taskname operation interaction
    intent state activitylabel eventlabel type name`),
  timestamp: words(`
    timetimestamp timestamp eventtimestamp eventtime eventdatetime time ts datetime timestamputc timestampms eventts
    occurredat occurredon occurrence createdat created happenedat loggedat recordedat receivedat sentat servertime
    clienttime clienttimestamp servertimestamp completetimestamp completetime endtimestamp endtime starttimestamp
    starttime startdatetime visittime visitdate eventdate date day when order sequence seq index position`),
  channel: words('channel channelname platform touchpoint device devicetype interface'),
  duration: words(`
    duration durationms durations durationsec durationseconds waitms wait waits latencyms latency elapsedms elapsed
    responsetimems responsetime tookms processingtime processingtimems timespent dwelltime`),
  status: words('status statuscode httpstatus responsecode responsestatus outcome result iserror error success'),
  message: words('message errormessage msg errormsg errortext statusmessage'),
  amount: words('amount totalamount amountusd amounteur revenue price orderamount ordervalue transactionamount'),
  customerName: words('customername clientname membername patientname personname fullname displayname'),
  parent: words('parentid parent parenteventid parentspanid parentrequestid causedby'),
  eventId: words('eventid spanid requestid id eventuuid uuid')
}

/** Whether a text is a column name that this reader knows: then the row it stands in is a header. */
export function isKnownName(text: string): boolean {
  const plain = plainName(text)
  return plain.length > 1 && KNOWN.has(plain)
}

const KNOWN = new Set([...Object.values(ROLE_NAMES).flat(), 'id'])
