#!/usr/bin/env python3
"""Python's zeep, built from the WSDL, as a client of servers that answer with the generated types.

    zeep_client.py mirror SERVICE.wsdl URL SAMPLES RESULTS
    zeep_client.py stand-in USER.wsdl URL SAMPLES RESULTS SOPRINCIPAL.wsdl
    zeep_client.py fault WEATHER.wsdl URL RESULTS

The mirror gets the request of every sample and must return the reply of the sample, value for value. The stand-in gets a
sequence of more than fifty calls, with a ticket that its SoPrincipal service issues; saved data must be returned. zeep reads
the contracts that it publishes (`?wsdl`). A declared fault must have its detail. Appends a line to RESULTS for each call.
"""
import base64
import json
import os
import re
import sys

import isodate
import requests
import zeep
from contract import Contract, is_bytes
from zeep import xsd
from zeep.exceptions import Fault
from zeep.helpers import serialize_object

NS = "http://www.superoffice.net/ws/crm/NetServer/Services86"
TOKEN, PASSWORD = "stand-in-application", "Correct-Horse-1"


class Peer:
    """zeep's client, and the results of its calls."""

    def __init__(self, wsdl, url, results, name, published=None):
        self.contract = Contract(wsdl)
        self.session = requests.Session()
        transport = zeep.Transport(session=self.session)
        self.client = zeep.Client(published or wsdl, transport=transport, settings=zeep.Settings(xml_huge_tree=True))
        self.service = self.client.create_service(next(iter(self.client.wsdl.bindings)), url)
        self.results, self.name = results, name
        self.passed = self.failed = 0

    def call(self, operation, arguments, headers):
        """Returns headers and body of the reply as dictionaries."""
        arguments = self.argument(self.contract.request(operation), arguments)
        headers = {name: self.argument(self.contract.elements[NS, name], one) for name, one in headers.items()}
        return serialize_object(self.service[operation](**arguments, _soapheaders=headers), dict)

    def argument(self, element, value):
        """Converts a value of a sample to the form that zeep accepts."""
        if value is None:
            return xsd.Nil
        if isinstance(value, list):
            return [self.argument(element, one) for one in value]
        definition = self.contract.type_of(element)
        if is_bytes(value):
            return base64.b64decode(value["base64"])
        if not isinstance(value, dict):
            return value.split() if self.contract.is_list(definition) else value
        members = {member.get("name"): member for member in self.contract.members(definition)}
        values = {name: self.argument(members[name], one) for name, one in value.items()}
        if definition.get("name") is None:
            return values
        # The constructor treats a Nil in a list with other items as an object; a value that is set later stays unchanged.
        late = {name: one for name, one in values.items() if isinstance(one, list) and xsd.Nil in one}
        type_ = self.client.get_type(f"{{{self.contract.target(definition)}}}{definition.get('name')}")
        made = type_(**{name: one for name, one in values.items() if name not in late})
        for name, one in late.items():
            made[name] = one
        return made

    def result(self, operation, case, why):
        self.passed, self.failed = self.passed + (not why), self.failed + bool(why)
        why = re.sub(r"\s+", " ", str(why or ""))[:600]
        with open(self.results, "a", encoding="utf-8") as file:
            file.write(f"{self.name}\t{operation}\t{case}\t{'failed' if why else 'passed'}\t{why}\n")


# zeep copies headers, and does not recognize a copied Nil.
type(xsd.Nil).__deepcopy__ = lambda nil, _: nil


def common(contract, element, value):
    """Reduces a value to what zeep can represent: it does not distinguish nil, absent and empty, and has microseconds at most."""
    if isinstance(value, list) and element.get("maxOccurs", "1") != "1":
        items = [common(contract, element, one) for one in value]
        return items if any(one is not None for one in items) else None
    if is_bytes(value):
        value = base64.b64decode(value["base64"])
    if isinstance(value, dict):
        members = contract.members(contract.type_of(element))
        pairs = {m.get("name"): common(contract, m, value.get(m.get("name"))) for m in members}
        return {name: one for name, one in pairs.items() if one is not None} or None
    definition = contract.type_of(element)
    if contract.is_list(definition):
        return (value.split() if isinstance(value, str) else value) or None
    if definition == "dateTime" and isinstance(value, str):
        return isodate.parse_datetime(re.sub(r"(\.\d{6})\d+", r"\1", value))
    return None if value in ("", b"") else value


def mirror(wsdl, url, samples, results):
    peer = Peer(wsdl, url, results, "zeep-mirror")
    contract = peer.contract
    for name in sorted(os.listdir(samples)):
        if not name.endswith(".request.json"):
            continue
        operation, variant, _, _ = name.split(".")
        request, reply = (read(samples, operation, variant, side) for side in ("request", "reply"))
        peer.session.headers["X-Sample"] = variant
        try:
            found = peer.call(operation, request["body"], request["headers"])
            element = contract.reply(operation)
            expected = common(contract, element, reply["body"])
            body = found["body"]
            # zeep represents a message with one member by that member.
            names = [member.get("name") for member in contract.members(contract.type_of(element))]
            if len(names) == 1 and not (isinstance(body, dict) and list(body) == names):
                body = {names[0]: body}
            found = common(contract, element, body)
            why = "" if found == expected else f"expected {expected!r:.300}, found {found!r:.300}"
        except Exception as error:  # whatever zeep or the server objects to is a failure of this line
            why = f"{type(error).__name__}: {error}"
        peer.result(operation, variant, why)
    return peer


class Story(Peer):
    """A sequence of calls on the stand-in, with deeply nested values from the samples."""

    def __init__(self, wsdl, url, samples, results, headers):
        super().__init__(wsdl, url, results, "zeep-stand-in", published=url + "?wsdl")
        self.samples, self.headers = samples, headers

    def sample(self, operation, **changes):
        """Returns the request of the sample `filled`, with its only complex member changed."""
        body = read(self.samples, operation, "filled", "request")["body"]
        for value in body.values():
            if isinstance(value, dict):
                value.update(changes)
        return body

    def tell(self, operation, expected, body=None, case="story", headers=None, **arguments):
        """Calls an operation and returns its reply, which must equal the expected value or satisfy the expected predicate."""
        element, found = self.contract.reply(operation), None
        try:
            reply = self.call(operation, body or arguments, headers or self.headers)
            body = reply["body"]
            # zeep represents a reply with one member by that member.
            found = next(iter(body.values())) if isinstance(body, dict) and len(body) == 1 else body
            if reply["header"]["Succeeded"] is not True:
                found = reply["header"]["ExceptionInfo"]["Message"]
            if callable(expected):
                good = expected(found)
            else:
                left, right = (common(self.contract, element, {"Response": one}) for one in (expected, found))
                good = left == right
            why = "" if good else f"expected {expected!r:.300}, found {found!r:.300}"
        except Fault as fault:
            good = callable(expected) and expected(fault)
            why = "" if good else f"fault: {fault.message}"
        except Exception as error:  # whatever zeep objects to is a failure of this line
            why = f"{type(error).__name__}: {error}"
        self.result(operation, case, why)
        return found

    def log_in(self):
        """Returns the administrator's ticket from the SoPrincipal service. All other login methods must be rejected."""
        tell, refused = self.tell, "the user name or the password is wrong"
        tell("GetSystemInfo", lambda info: info["IsUnicode"] and info["License"]["ExpiryDate"].year == 9999)
        name = {"UserName": "KARI"}
        tell("AuthenticateUsernamePassword", refused.__eq__, **name, Password="correct-horse-1", case="wrong")
        tell("AuthenticateUsernamePassword", refused.__eq__, UserName="<nobody>", Password=PASSWORD, case="unknown")
        tell("AuthenticateImplicit", lambda why: "identity" in why)
        tell("AuthenticateWithAccessToken", lambda why: "token" in why, AccessToken="8A:<&>")
        pairs = [{"Key": "UserName", "Value": "jdoe"}, {"Key": "Password", "Value": PASSWORD}]
        data = {"AuthenticationGenericDataKeyValuePair": pairs + [{"Key": "漢字", "Value": None}]}
        let_in = lambda name: lambda reply: reply["AuthenticationSucceeded"] and reply["Response"]["Associate"] == name
        tell("AuthenticateGeneric", let_in("jdoe"), AuthenticationData=data)
        return tell("AuthenticateUsernamePassword", let_in("KARI"), **name, Password=PASSWORD)["Credentials"]["Ticket"]

    def run(self):
        tell = self.tell
        tell("GenerateNewPasswordForExternalUser", lambda new: len(new) == 13, AssociateName="jdoe")
        tell("GenerateNewPasswordForExternalUser", "the user `nobody` does not exist".__eq__, AssociateName="nobody", case="unknown")
        tell("CreateDefaultUser", lambda user: user["Lastlogin"].year == 1 and user["Type"] == "InternalAssociate")
        tell("CreateDefaultUserFromUserType", lambda user: user["Type"] == "ExternalAssociate", UserType="ExternalAssociate")

        name = "new <&>\"é' 漢字 😀"
        body = self.sample("SaveUser", AssociateId=0, Name=name, Deleted=False)
        saved = tell("SaveUser", lambda user: user["AssociateId"] > 0, body)
        user = body["User"] | {"AssociateId": saved["AssociateId"]}
        identifier = user["AssociateId"]
        tell("GetUser", user, UserId=identifier)
        tell("GetUserFromName", user, UserName=name)
        tell("GetUserFromEjUserId", lambda users: users["User"][0]["Name"] == name, EjUserId=user["EjUserId"])
        tell("GetUserInfo", lambda info: info["UserName"] == name, UserInfoId=identifier)
        infos = {"int": [identifier, 424242, 42]}
        names = lambda infos: [info["UserName"] for info in infos["UserInfo"]] == [name, None, "jdoe"]
        tell("GetUserInfoList", names, UserInfoIds=infos)
        user["Tooltip"] = "  changed\t"
        tell("SaveUserFromName", user, UserName=name, User=user)
        long = " <&> 漢字 😀" * 100
        tell("SaveUser", user | {"Tooltip": long}, User=user | {"Tooltip": long}, case="long")
        all_long = lambda infos: [info["Tooltip"] for info in infos["UserInfo"]] == [long] * 20_000
        tell("GetUserInfoList", all_long, UserInfoIds={"int": [identifier] * 20_000}, case="large")
        user["Type"] = "ResourceAssociate"
        tell("ChangeUserType", user, User=user, UserType="ResourceAssociate")
        tell("CanChangePassword", True, AssociateId=identifier)
        tell("SetPassword", True, AssociateId=identifier, Password="  <&> secret ")
        tell("ChangePassword", False, AssociateId=identifier, OldPassword="<&> secret", NewPassword="x")
        tell("ChangePassword", True, AssociateId=identifier, OldPassword="  <&> secret ", NewPassword="x", case="blanks")
        tell("MakeRetired", None, AssociateId=identifier, Retired=True)
        tell("CanChangePassword", False, AssociateId=identifier, case="retired")
        tell("IsPasswordValid", False, Password="short")
        tell("IsPasswordValidWithReason", lambda result: result["Result"] is False and result["Reason"], Password="漢字")
        tell("IsUserNameValid", False, UserName="JDOE")
        tell("IsUserNameValidWithReason", lambda result: result["Result"] is True, UserName="<new>")
        tell("GetValidUserName", "jdoe1", UserName="jdoe")

        body = self.sample("SaveUserGroup", Id=0, Deleted=0)
        group = tell("SaveUserGroup", lambda group: group["Id"] > 0, body)
        group = body["UserGroup"] | {"Id": group["Id"]}
        tell("GetUserGroup", group, UserGroupId=group["Id"])
        tell("GetUserGroupList", {"UserGroup": [group]}, UserGroupIds={"int": [group["Id"]]})
        tell("GetAllUserGroups", lambda groups: len(groups["UserGroup"]) == 3, IncludeDeleted=True)
        tell("DeleteUserGroup", None, UserGroupToDelete=group["Id"], UserGroupToMoveTo=1)

        body = self.sample("SaveRoleEntity", RoleId=0, RoleType="System")
        role = tell("SaveRoleEntity", lambda role: role["RoleId"] > 0, body)
        role = body["RoleEntity"] | {"RoleId": role["RoleId"]}
        tell("GetRoleEntity", role, RoleEntityId=role["RoleId"])
        tell("GetRole", lambda short: short["Value"] == role["Name"], RoleId=role["RoleId"])
        listed = lambda roles: [one["Id"] for one in roles["SelectableMDOListItem"]] == [role["RoleId"]]
        tell("GetAllRoles", listed, RoleType="System")
        of = {"RoleId": role["RoleId"], "TableName": "contact"}
        tell("SetDataRight", None, **of, RelationToOwner="MyOwn", DataRightValue="<CRUD>")
        tell("SetDataRight", None, **of, RelationToOwner="Anonymous", case="nil")
        tell("GetDataRight", "<CRUD>", **of, RelationToOwner="MyOwn")
        rights = [{"Key": "MyOwn", "Value": "<CRUD>"}, {"Key": "Anonymous", "Value": None}]
        tell("GetDataRights", {"StringKeyValuePair": rights}, **of)

        body = self.sample("SaveServiceAuth", ServiceAuthId=0)
        service = tell("SaveServiceAuth", lambda service: service["ServiceAuthId"] > 0, body)
        service = body["ServiceAuth"] | {"ServiceAuthId": service["ServiceAuthId"]}
        tell("GetServiceAuth", service, ServiceAuthId=service["ServiceAuthId"])
        body = self.sample("SaveUntrustedCredentials") | {"Type": "erp"}
        tell("SaveUntrustedCredentials", None, body)
        tell("GetUntrustedCredentials", {"UntrustedCredentials": [body["Credentials"]]}, Type="erp")

        tell("DeleteUser", None, UserId=identifier)
        tell("GetUser", f"the user `{identifier}` does not exist".__eq__, UserId=identifier, case="deleted")
        old = self.headers | {"Credentials": {"Ticket": "old"}}
        tell("GetUser", lambda fault: "ticket" in fault.message, UserId=42, headers=old, case="bad ticket")
        tell("ExecuteUserCommand", lambda fault: "not implemented" in fault.message, case="not served")
        return self


def story(wsdl, url, samples, results, principal):
    headers = {"ApplicationToken": TOKEN}
    door = Story(principal, url.replace("User.svc", "SoPrincipal.svc"), samples, results, headers)
    headers["Credentials"] = {"Ticket": door.log_in()}
    peer = Story(wsdl, url, samples, results, headers).run()
    peer.passed, peer.failed = peer.passed + door.passed, peer.failed + door.failed
    return peer


def declared_fault(wsdl, url, results):
    peer = Peer(wsdl, url, results, "zeep-mirror")
    try:
        peer.service.GetForecast(City="Atlantis")
        why = "no fault"
    except Fault as fault:
        found = peer.client.wsdl.types.deserialize(fault.detail[0])
        why = "" if found == ["Oslo", "Bergen"] or getattr(found, "Suggestion", None) == ["Oslo", "Bergen"] else repr(found)
    peer.result("GetForecast", "fault", why)
    return peer


def read(samples, operation, variant, side):
    with open(os.path.join(samples, f"{operation}.{variant}.{side}.json"), encoding="utf-8") as file:
        return json.load(file)


def main():
    mode, *arguments = sys.argv[1:]
    peer = {"mirror": mirror, "stand-in": story, "fault": declared_fault}[mode](*arguments)
    print(f"{peer.passed + peer.failed} calls of {peer.name}, {peer.failed} failed")


main()
