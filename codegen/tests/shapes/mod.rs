//! Kinds of contracts (shapes) that can be generated in any size, for tests of growth. A test fails if the
//! cost of a shape grows faster than its size.

use std::fmt::Write as _;

/// Kind of contract.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// Smallest of the three sizes in a row of the bench `growth`. The others are twice and four times as
    /// large.
    pub(crate) size: usize,
    /// Returns the text of the WSDL for a size.
    pub(crate) text: fn(usize) -> String,
}

impl Shape {
    const fn new(name: &'static str, size: usize, text: fn(usize) -> String) -> Self {
        Self { name, size, text }
    }
}

/// All shapes.
pub(crate) const SHAPES: &[Shape] = &[
    Shape::new("groups that refer twice to the next", 10, twin_groups),
    Shape::new("attribute groups that refer twice to the next", 10, twin_attribute_groups),
    Shape::new("unions that refer twice to the next", 10, twin_unions),
    Shape::new("choices that refer twice to the next", 10, twin_choices),
    Shape::new("one group in many types", 250, shared_group),
    Shape::new("one attribute group in many types", 250, shared_attribute_group),
    Shape::new("chains of bases", 1_000, base_chains),
    Shape::new("chains of mixed bases", 250, mixed_chains),
    Shape::new("chains of restrictions with attributes", 250, restriction_chains),
    Shape::new("derived types in chains, each used", 500, derived_chains),
    Shape::new("derived types of one base", 1_000, derived_flat),
    Shape::new("substitution groups in chains", 250, substitution_chains),
    Shape::new("substitution group of one head", 1_000, substitution_flat),
    Shape::new("one head in many types", 250, shared_head),
    Shape::new("values of an enumeration", 5_000, enumeration),
    Shape::new("anonymous unions in each other", 60, nested_unions),
    Shape::new("enumerations in unions", 500, enumeration_unions),
    Shape::new("enumerations of one union", 500, enumerations_of_union),
    Shape::new("branches of a choice", 2_500, choice),
    Shape::new("choices in a sequence", 500, choices),
    Shape::new("members of a record", 2_500, record),
    Shape::new("members of a record in namespaces", 500, record_namespaces),
    Shape::new("attributes of a record", 2_500, attributes),
    Shape::new("schemas", 2_500, schemas),
    Shape::new("schemas with types", 1_000, schemas_with_types),
    Shape::new("types whose Rust names collide", 2_500, collisions),
    Shape::new("members whose Rust names collide", 2_500, member_collisions),
    Shape::new("values whose Rust names collide", 2_500, value_collisions),
    Shape::new("anonymous types in each other", 15, nested),
    Shape::new("anonymous types side by side", 1_000, anonymous),
    Shape::new("lists of a global element", 500, lists),
    Shape::new("patterns with large counts", 250, patterns),
    Shape::new("operations", 1_000, operations),
    Shape::new("headers of operations", 250, headers),
    Shape::new("parts of a message", 1_000, parts),
    Shape::new("faults of an operation", 1_000, faults),
    Shape::new("services", 250, services),
    Shape::new("ports of a service", 500, ports),
    Shape::new("lines of documentation", 10_000, documentation),
    Shape::new("imports of each other", 250, imports),
    Shape::new("redefinitions of one type", 100, redefinitions),
    Shape::new("members of a union", 1_000, union_members),
    Shape::new("groups side by side", 1_000, groups_side_by_side),
    Shape::new("attribute groups side by side", 1_000, attribute_groups_side_by_side),
    Shape::new("secrets of a record", 1_000, secrets),
    Shape::new("wildcards among members", 1_000, wildcards),
    Shape::new("elements of one name in mixed content", 1_000, repeated_names),
    Shape::new("elements of a schema", 1_000, elements_of_schema),
    Shape::new("operations with messages of their own", 1_000, operations_with_messages),
    Shape::new("operations with a header each", 1_000, operations_with_header),
    Shape::new("operations of two bindings", 1_000, operations_of_two_bindings),
    Shape::new("bindings of one port type", 250, bindings),
    Shape::new("operations that the port type lacks", 8_000, undeclared_operations),
    Shape::new("services with a binding each", 250, services_with_bindings),
    Shape::new("messages with an element each as a fault", 1_000, faults_with_elements),
    Shape::new("references to missing components", 5_000, broken_references),
];

fn repeated(count: usize, mut each: impl FnMut(usize) -> String) -> String {
    let mut text = String::new();
    for at in 0..count {
        text.push_str(&each(at));
    }
    text
}

/// Returns a WSDL with one operation, whose request is the element `Request` with a member of the type `T`.
fn of_type(components: &str) -> String {
    of_schemas(&format!(
        "<xs:schema targetNamespace='urn:shape' xmlns:t='urn:shape' elementFormDefault='qualified'>
<xs:element name='Request'><xs:complexType><xs:sequence><xs:element name='value' type='t:T'/></xs:sequence></xs:complexType></xs:element>
{components}</xs:schema>"
    ))
}

fn of_schemas(schemas: &str) -> String {
    of_parts(
        schemas,
        "<message name='In'><part name='body' element='t:Request'/></message>
<portType name='P'><operation name='Run'><input message='w:In'/></operation></portType>
<binding name='B' type='w:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>
<operation name='Run'><soap:operation soapAction='urn:run'/><input><soap:body use='literal'/></input></operation></binding>
<service name='Shape'><port name='Q' binding='w:B'><soap:address location='http://localhost/'/></port></service>",
    )
}

fn of_parts(schemas: &str, rest: &str) -> String {
    format!(
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
         xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:w='urn:shape:wsdl' xmlns:t='urn:shape' \
         targetNamespace='urn:shape:wsdl'>\n<types>{schemas}</types>\n{rest}\n</definitions>\n"
    )
}

const REQUEST: &str = "<xs:schema targetNamespace='urn:shape' xmlns:t='urn:shape'><xs:element name='Request'><xs:complexType>\
                       <xs:sequence/></xs:complexType></xs:element></xs:schema>";

fn sequence(name: &str, members: &str) -> String {
    format!("<xs:complexType name='{name}'><xs:sequence>{members}</xs:sequence></xs:complexType>\n")
}

fn extension(name: &str, base: &str, mixed: bool, members: &str) -> String {
    format!(
        "<xs:complexType name='{name}' mixed='{mixed}'><xs:complexContent mixed='{mixed}'><xs:extension base='t:{base}'><xs:sequence>\
         {members}</xs:sequence></xs:extension></xs:complexContent></xs:complexType>\n"
    )
}

fn element(name: &str) -> String {
    format!("<xs:element name='{name}' type='xs:string' minOccurs='0'/>")
}

fn twins(size: usize, open: &str, close: &str, minimum: &str) -> String {
    let groups = repeated(size, |at| {
        let next = at + 1;
        format!(
            "<xs:group name='g{at}'>{open}<xs:group ref='t:g{next}'{minimum}/><xs:group ref='t:g{next}'{minimum}/>{close}</xs:group>\n"
        )
    });
    let last = element("a");
    of_type(&format!(
        "{groups}<xs:group name='g{size}'><xs:sequence>{last}</xs:sequence></xs:group>
<xs:complexType name='T'><xs:sequence><xs:group ref='t:g0'/></xs:sequence></xs:complexType>"
    ))
}

fn twin_groups(size: usize) -> String {
    twins(size, "<xs:sequence>", "</xs:sequence>", "")
}

fn twin_choices(size: usize) -> String {
    twins(size, "<xs:choice>", "</xs:choice>", " minOccurs='0' maxOccurs='2'")
}

fn twin_attribute_groups(size: usize) -> String {
    let groups = repeated(size, |at| {
        let next = at + 1;
        format!(
            "<xs:attributeGroup name='g{at}'><xs:attributeGroup ref='t:g{next}'/><xs:attributeGroup ref='t:g{next}'/></xs:attributeGroup>\n"
        )
    });
    of_type(&format!(
        "{groups}<xs:attributeGroup name='g{size}'><xs:attribute name='a' type='xs:string'/></xs:attributeGroup>
<xs:complexType name='T'><xs:attributeGroup ref='t:g0'/></xs:complexType>"
    ))
}

fn twin_unions(size: usize) -> String {
    let unions = repeated(size, |at| {
        let next = at + 1;
        format!("<xs:simpleType name='u{at}'><xs:union memberTypes='t:u{next} t:u{next}'/></xs:simpleType>\n")
    });
    of_type(&format!(
        "{unions}<xs:simpleType name='u{size}'><xs:restriction base='xs:int'/></xs:simpleType>
<xs:simpleType name='T'><xs:union memberTypes='t:u0 t:u0'/></xs:simpleType>"
    ))
}

fn nested_unions(size: usize) -> String {
    let open = "<xs:union><xs:simpleType><xs:restriction base='xs:int'/></xs:simpleType><xs:simpleType>"
        .repeat(size);
    let close = "</xs:simpleType></xs:union>".repeat(size);
    of_type(&format!(
        "<xs:simpleType name='T'>{open}<xs:restriction base='xs:boolean'/>{close}</xs:simpleType>"
    ))
}

fn used(count: usize) -> String {
    sequence("T", &repeated(count, |at| format!("<xs:element name='e{at}' type='t:T{at}' minOccurs='0'/>")))
}

fn shared_group(size: usize) -> String {
    let group = repeated(size, |at| element(&format!("a{at}")));
    let types = repeated(size, |at| sequence(&format!("T{at}"), "<xs:group ref='t:g'/>"));
    of_type(&format!(
        "<xs:group name='g'><xs:sequence>{group}</xs:sequence></xs:group>\n{types}{}",
        used(size)
    ))
}

fn shared_attribute_group(size: usize) -> String {
    let group = repeated(size, |at| format!("<xs:attribute name='a{at}' type='xs:string'/>"));
    let types = repeated(size, |at| {
        format!("<xs:complexType name='T{at}'><xs:attributeGroup ref='t:g'/></xs:complexType>\n")
    });
    of_type(&format!("<xs:attributeGroup name='g'>{group}</xs:attributeGroup>\n{types}{}", used(size)))
}

/// Chains of a hundred types each.
fn chains(size: usize, each: impl Fn(usize, Option<usize>) -> String) -> String {
    repeated(size, |at| each(at, (!at.is_multiple_of(100)).then(|| at - 1)))
}

fn base_chains(size: usize) -> String {
    let types = chains(size, |at, base| {
        let (name, member) = (format!("T{at}"), element(&format!("a{at}")));
        base.map_or_else(
            || sequence(&name, &member),
            |base| extension(&name, &format!("T{base}"), false, &member),
        )
    });
    let last = repeated(size.div_ceil(100), |at| {
        format!("<xs:element name='e{at}' type='t:T{}'/>", (at * 100 + 99).min(size - 1))
    });
    of_type(&format!("{types}{}", sequence("T", &last)))
}

fn mixed_chains(size: usize) -> String {
    let types = chains(size, |at, base| {
        let (name, member) = (format!("T{at}"), element(&format!("a{at}")));
        base.map_or_else(
            || {
                format!(
                    "<xs:complexType name='{name}' mixed='true'><xs:sequence>{member}</xs:sequence></xs:complexType>"
                )
            },
            |base| extension(&name, &format!("T{base}"), true, &member),
        )
    });
    of_type(&format!("{types}{}", used(size)))
}

fn restriction_chains(size: usize) -> String {
    let types = chains(size, |at, base| {
        let base = base.map_or_else(|| "xs:anyType".to_owned(), |base| format!("t:T{base}"));
        format!(
            "<xs:complexType name='T{at}'><xs:complexContent><xs:restriction base='{base}'><xs:attribute name='a{at}' type='xs:int'/>\
             </xs:restriction></xs:complexContent></xs:complexType>\n"
        )
    });
    of_type(&format!("{types}{}", used(size)))
}

fn derived_chains(size: usize) -> String {
    let types = chains(size, |at, base| {
        let (name, member) = (format!("T{at}"), element(&format!("a{at}")));
        base.map_or_else(
            || sequence(&name, &member),
            |base| extension(&name, &format!("T{base}"), false, &member),
        )
    });
    of_type(&format!("{types}{}", used(size)))
}

fn derived_flat(size: usize) -> String {
    let types = repeated(size, |at| extension(&format!("T{at}"), "T", false, &element("a")));
    of_type(&format!("{types}{}", sequence("T", &element("b"))))
}

fn substitution_chains(size: usize) -> String {
    let elements = chains(size, |at, head| {
        let head = head.map(|head| format!(" substitutionGroup='t:e{head}'")).unwrap_or_default();
        format!("<xs:element name='e{at}' type='xs:string'{head}/>\n")
    });
    let members = repeated(size, |at| format!("<xs:element ref='t:e{at}'/>"));
    of_type(&format!("{elements}{}", sequence("T", &members)))
}

fn substitution_flat(size: usize) -> String {
    let elements = repeated(size, |at| {
        format!("<xs:element name='e{at}' type='xs:string' substitutionGroup='t:head'/>\n")
    });
    of_type(&format!(
        "<xs:element name='head' type='xs:string'/>{elements}{}",
        sequence("T", "<xs:element ref='t:head'/>")
    ))
}

fn shared_head(size: usize) -> String {
    let elements = repeated(size, |at| {
        format!("<xs:element name='e{at}' type='xs:string' substitutionGroup='t:head'/>\n")
    });
    let types = repeated(size, |at| sequence(&format!("T{at}"), "<xs:element ref='t:head'/>"));
    of_type(&format!("<xs:element name='head' type='xs:string'/>{elements}{types}{}", used(size)))
}

fn enumeration_of(name: &str, count: usize, each: impl Fn(usize) -> String) -> String {
    let values = repeated(count, |at| format!("<xs:enumeration value='{}'/>\n", each(at)));
    format!(
        "<xs:simpleType name='{name}'><xs:restriction base='xs:string'>{values}</xs:restriction></xs:simpleType>\n"
    )
}

fn enumeration(size: usize) -> String {
    of_type(&enumeration_of("T", size, |at| format!("v{at}")))
}

fn enumeration_unions(size: usize) -> String {
    let types = repeated(size, |at| {
        let enumeration = enumeration_of(&format!("E{at}"), 2, |value| format!("v{value}"));
        format!(
            "{enumeration}<xs:simpleType name='T{at}'><xs:union memberTypes='t:E{at} xs:int'/></xs:simpleType>\n"
        )
    });
    of_type(&format!("{types}{}", used(size)))
}

fn enumerations_of_union(size: usize) -> String {
    let members = repeated(size, |at| {
        format!("<xs:simpleType name='M{at}'><xs:restriction base='xs:int'/></xs:simpleType>")
    });
    let names = repeated(size, |at| format!("t:M{at} "));
    let enumerations = repeated(size, |at| {
        format!(
            "<xs:simpleType name='E{at}'><xs:restriction base='t:U'><xs:enumeration value='{at}'/></xs:restriction></xs:simpleType>"
        )
    });
    let union = format!("<xs:simpleType name='U'><xs:union memberTypes='{names}'/></xs:simpleType>");
    of_type(&format!("{members}{union}{enumerations}{}", sequence("T", &element("a"))))
}

fn choice(size: usize) -> String {
    let branches = repeated(size, |at| element(&format!("a{at}")));
    of_type(&format!("<xs:complexType name='T'><xs:choice>{branches}</xs:choice></xs:complexType>"))
}

fn choices(size: usize) -> String {
    let choices = repeated(size, |at| {
        format!("<xs:choice>{}{}</xs:choice>", element(&format!("a{at}")), element(&format!("b{at}")))
    });
    of_type(&sequence("T", &choices))
}

fn record(size: usize) -> String {
    of_type(&sequence("T", &repeated(size, |at| element(&format!("a{at}")))))
}

fn record_namespaces(size: usize) -> String {
    let schemas = repeated(size, |at| {
        format!(
            "<xs:schema targetNamespace='urn:n{at}'><xs:element name='e' type='xs:string'/></xs:schema>\n"
        )
    });
    let members = repeated(size, |at| format!("<xs:element ref='n:e' xmlns:n='urn:n{at}'/>"));
    of_schemas(&format!(
        "{schemas}<xs:schema targetNamespace='urn:shape' xmlns:t='urn:shape'><xs:element name='Request'><xs:complexType><xs:sequence>\
         {members}</xs:sequence></xs:complexType></xs:element></xs:schema>"
    ))
}

fn attributes(size: usize) -> String {
    let attributes = repeated(size, |at| format!("<xs:attribute name='a{at}' type='xs:string'/>"));
    of_type(&format!("<xs:complexType name='T'>{attributes}</xs:complexType>"))
}

fn schemas(size: usize) -> String {
    let empty = repeated(size, |at| format!("<xs:schema targetNamespace='urn:n{at}'/>\n"));
    of_schemas(&format!("{empty}{REQUEST}"))
}

fn schemas_with_types(size: usize) -> String {
    let schemas = repeated(size, |at| {
        let members = element("a");
        format!("<xs:schema targetNamespace='urn:n{at}'>{}</xs:schema>\n", sequence("T", &members))
    });
    let members = repeated(size, |at| format!("<xs:element name='e{at}' type='n:T' xmlns:n='urn:n{at}'/>"));
    of_schemas(&format!(
        "{schemas}<xs:schema targetNamespace='urn:shape' xmlns:t='urn:shape'><xs:element name='Request'><xs:complexType><xs:sequence>\
         {members}</xs:sequence></xs:complexType></xs:element></xs:schema>"
    ))
}

/// Names that differ only in characters that a Rust identifier must not contain.
fn colliding(at: usize) -> String {
    format!("a{at:b}").replace('0', "-").replace('1', ".")
}

fn collisions(size: usize) -> String {
    let types = repeated(size, |at| sequence(&colliding(at), ""));
    let members = repeated(size, |at| format!("<xs:element name='e{at}' type='t:{}'/>", colliding(at)));
    of_type(&format!("{types}{}", sequence("T", &members)))
}

fn member_collisions(size: usize) -> String {
    of_type(&sequence("T", &repeated(size, |at| element(&colliding(at)))))
}

fn value_collisions(size: usize) -> String {
    of_type(&enumeration_of("T", size, colliding))
}

fn nested(size: usize) -> String {
    let open = repeated(size, |at| {
        format!(
            "<xs:element name='level{at}'><xs:complexType><xs:sequence><xs:element name='a' type='xs:int'/>"
        )
    });
    let close = "</xs:sequence></xs:complexType></xs:element>".repeat(size);
    of_type(&sequence("T", &format!("{open}{close}")))
}

fn anonymous(size: usize) -> String {
    let members = repeated(size, |at| {
        format!(
            "<xs:element name='e{at}'><xs:complexType><xs:sequence>{}{}</xs:sequence></xs:complexType></xs:element>",
            element("a"),
            element("b")
        )
    });
    of_type(&sequence("T", &members))
}

fn lists(size: usize) -> String {
    let types = repeated(size, |at| {
        format!(
            "<xs:element name='item{at}' type='xs:int'/>{}",
            sequence(
                &format!("ArrayOf{at}"),
                &format!("<xs:element ref='t:item{at}' maxOccurs='unbounded'/>")
            )
        )
    });
    let members = repeated(size, |at| format!("<xs:element name='e{at}' type='t:ArrayOf{at}'/>"));
    of_type(&format!("{types}{}", sequence("T", &members)))
}

fn patterns(size: usize) -> String {
    let types = repeated(size, |at| {
        format!(
            "<xs:simpleType name='T{at}'><xs:restriction base='xs:string'><xs:pattern value='(a{{1000000}}){{1000000}}|(b{{0,99999999}})*c{{{at},}}'/>\
             </xs:restriction></xs:simpleType>\n"
        )
    });
    of_type(&format!("{types}{}", used(size)))
}

fn many_operations(size: usize, header: &str) -> String {
    let mut messages = String::new();
    let (mut port_type, mut binding) = (String::new(), String::new());
    for at in 0..size {
        writeln!(messages, "<message name='In{at}'><part name='body' element='t:Request'/></message>")
            .unwrap();
        writeln!(port_type, "<operation name='Run{at}'><input message='w:In{at}'/></operation>").unwrap();
        let header = header.replace("{at}", &at.to_string());
        writeln!(
            binding,
            "<operation name='Run{at}'><soap:operation soapAction='urn:{at}'/><input><soap:body use='literal'/>{header}</input></operation>"
        )
        .unwrap();
    }
    format!(
        "{messages}<portType name='P'>{port_type}</portType><binding name='B' type='w:P'>
<soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>{binding}</binding>
<service name='Shape'><port name='Q' binding='w:B'><soap:address location='http://localhost/'/></port></service>"
    )
}

fn operations(size: usize) -> String {
    of_parts(REQUEST, &many_operations(size, ""))
}

fn headers(size: usize) -> String {
    let elements = repeated(size, |at| format!("<xs:element name='h{at}' type='xs:string'/>"));
    let parts = repeated(size, |at| format!("<part name='p{at}' element='t:h{at}'/>"));
    let uses = repeated(size, |at| format!("<soap:header message='w:Headers' part='p{at}' use='literal'/>"));
    let schema = REQUEST.replace("</xs:schema>", &format!("{elements}</xs:schema>"));
    of_parts(&schema, &format!("<message name='Headers'>{parts}</message>{}", many_operations(size, &uses)))
}

fn one_operation(messages: &str, operation: &str, bound: &str, style: &str) -> String {
    of_parts(
        REQUEST,
        &format!(
            "{messages}<portType name='P'><operation name='Run'>{operation}</operation></portType>
<binding name='B' type='w:P'><soap:binding style='{style}' transport='http://schemas.xmlsoap.org/soap/http'/>
<operation name='Run'><soap:operation soapAction='urn:run'/>{bound}</operation></binding>
<service name='Shape'><port name='Q' binding='w:B'><soap:address location='http://localhost/'/></port></service>"
        ),
    )
}

fn parts(size: usize) -> String {
    let parts = repeated(size, |at| format!("<part name='p{at}' type='xs:string'/>"));
    one_operation(
        &format!("<message name='In'>{parts}</message>"),
        "<input message='w:In'/>",
        "<input><soap:body use='literal' namespace='urn:shape'/></input>",
        "rpc",
    )
}

fn faults(size: usize) -> String {
    let messages = repeated(size, |at| {
        format!("<message name='F{at}'><part name='fault' element='t:Request'/></message>")
    });
    let declared = repeated(size, |at| format!("<fault name='f{at}' message='w:F{at}'/>"));
    let bound =
        repeated(size, |at| format!("<fault name='f{at}'><soap:fault name='f{at}' use='literal'/></fault>"));
    one_operation(
        &format!("<message name='In'><part name='body' element='t:Request'/></message>{messages}"),
        &format!("<input message='w:In'/><output message='w:In'/>{declared}"),
        &format!(
            "<input><soap:body use='literal'/></input><output><soap:body use='literal'/></output>{bound}"
        ),
        "document",
    )
}

fn services(size: usize) -> String {
    let services = repeated(size, |at| {
        format!(
            "<portType name='P{at}'><operation name='Run'><input message='w:In'/></operation></portType><binding name='B{at}' type='w:P{at}'>
<soap:binding transport='http://schemas.xmlsoap.org/soap/http'/><operation name='Run'><soap:operation soapAction='urn:run'/><input>
<soap:body use='literal'/></input></operation></binding><service name='S{at}'><port name='Q' binding='w:B{at}'>
<soap:address location='http://localhost/'/></port></service>\n"
        )
    });
    of_parts(
        REQUEST,
        &format!("<message name='In'><part name='body' element='t:Request'/></message>{services}"),
    )
}

fn ports(size: usize) -> String {
    let ports = repeated(size, |at| {
        format!("<port name='Q{at}' binding='w:B'><soap:address location='http://localhost/{at}'/></port>")
    });
    of_schemas(REQUEST).replace("</service>", &format!("{ports}</service>"))
}

fn documentation(size: usize) -> String {
    let lines =
        repeated(size, |at| format!("<para>Line {at} of <c>this</c> text, and [more] *of* it.</para>\n"));
    of_type(&format!(
        "<xs:complexType name='T'><xs:annotation><xs:documentation><summary>{lines}</summary></xs:documentation></xs:annotation><xs:sequence/>\
         </xs:complexType>"
    ))
}

fn imports(size: usize) -> String {
    let schemas = repeated(size, |at| {
        let imports = repeated(size, |other| format!("<xs:import namespace='urn:n{other}'/>"));
        format!("<xs:schema targetNamespace='urn:n{at}'>{imports}</xs:schema>\n")
    });
    of_schemas(&format!("{schemas}{REQUEST}"))
}

fn redefinitions(size: usize) -> String {
    let redefines = repeated(size, |_| {
        "<xs:redefine schemaLocation='other.xsd'><xs:complexType name='R'/></xs:redefine>".to_owned()
    });
    of_type(&format!("{redefines}<xs:complexType name='T'/>"))
}

fn union_members(size: usize) -> String {
    let types = repeated(size, |at| enumeration_of(&format!("E{at}"), 1, |_| format!("v{at}")));
    let members = repeated(size, |at| format!("t:E{at} "));
    of_type(&format!("{types}<xs:simpleType name='T'><xs:union memberTypes='{members}'/></xs:simpleType>"))
}

fn groups_side_by_side(size: usize) -> String {
    let groups = repeated(size, |at| {
        format!(
            "<xs:group name='g{at}'><xs:sequence>{}</xs:sequence></xs:group>\n",
            element(&format!("a{at}"))
        )
    });
    let members = repeated(size, |at| format!("<xs:group ref='t:g{at}'/>"));
    of_type(&format!("{groups}{}", sequence("T", &members)))
}

fn attribute_groups_side_by_side(size: usize) -> String {
    let groups = repeated(size, |at| {
        format!(
            "<xs:attributeGroup name='g{at}'><xs:attribute name='a{at}' type='xs:int'/></xs:attributeGroup>\n"
        )
    });
    let uses = repeated(size, |at| format!("<xs:attributeGroup ref='t:g{at}'/>"));
    of_type(&format!("{groups}<xs:complexType name='T'>{uses}</xs:complexType>"))
}

fn secrets(size: usize) -> String {
    of_type(&sequence(
        "T",
        &repeated(size, |at| format!("<xs:element name='a{at}Password' type='xs:int' minOccurs='0'/>")),
    ))
}

fn wildcards(size: usize) -> String {
    let members = repeated(size, |at| {
        format!("{}<xs:any namespace='urn:other' processContents='lax'/>", element(&format!("a{at}")))
    });
    of_type(&sequence("T", &members))
}

fn repeated_names(size: usize) -> String {
    let once = repeated(size, |at| element(&format!("a{at}")));
    of_type(&format!(
        "<xs:complexType name='T' mixed='true'><xs:sequence>{once}{once}</xs:sequence></xs:complexType>"
    ))
}

fn elements_of_schema(size: usize) -> String {
    let elements = repeated(size, |at| format!("<xs:element name='a{at}' type='xs:int'/>\n"));
    format!(
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:shape'>{elements}</xs:schema>"
    )
}

/// Operations that differ only in their numbers. In the given texts, `{at}` is replaced by the number of the operation.
fn numbered(
    size: usize,
    schema: &str,
    message: &str,
    operation: &str,
    bound: &str,
    bindings: usize,
) -> String {
    let each = |text: &str| repeated(size, |at| text.replace("{at}", &at.to_string()));
    let (bound, messages, operations) = (each(bound), each(message), each(operation));
    let bindings = repeated(bindings, |at| {
        format!(
            "<binding name='B{at}' type='w:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>{bound}</binding>"
        )
    });
    of_parts(
        &format!(
            "<xs:schema targetNamespace='urn:shape' elementFormDefault='qualified'>{}</xs:schema>",
            each(schema)
        ),
        &format!("{messages}<portType name='P'>{operations}</portType>{bindings}"),
    )
}

const SCHEMA: &str = "<xs:element name='Run{at}'><xs:complexType><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence>\
     </xs:complexType></xs:element><xs:element name='Run{at}Response'><xs:complexType><xs:sequence>\
     <xs:element name='Run{at}Result' type='xs:int'/></xs:sequence></xs:complexType></xs:element>\n";
const MESSAGES: &str = "<message name='In{at}'><part name='body' element='t:Run{at}'/></message>\
     <message name='Out{at}'><part name='body' element='t:Run{at}Response'/></message>\n";
const OPERATION: &str =
    "<operation name='Run{at}'><input message='w:In{at}'/><output message='w:Out{at}'/></operation>\n";
const BOUND: &str = "<operation name='Run{at}'><soap:operation soapAction='urn:{at}'/><input><soap:body use='literal'/></input>\
     <output><soap:body use='literal'/></output></operation>\n";

fn operations_with_messages(size: usize) -> String {
    numbered(size, SCHEMA, MESSAGES, OPERATION, BOUND, 1)
}

fn operations_of_two_bindings(size: usize) -> String {
    numbered(size, SCHEMA, MESSAGES, OPERATION, BOUND, 2)
}

fn operations_with_header(size: usize) -> String {
    let bound =
        BOUND.replacen("</input>", "<soap:header message='w:In{at}' part='body' use='literal'/></input>", 1);
    numbered(size, SCHEMA, MESSAGES, OPERATION, &bound, 1)
}

/// Bindings that differ in the action of their only operation, so that a client is generated for each of
/// them.
fn bindings(size: usize) -> String {
    let bindings = repeated(size, |at| {
        format!(
            "<binding name='B{at}' type='w:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
             <operation name='Run'><soap:operation soapAction='urn:{at}'/><input><soap:body use='literal'/></input></operation></binding>\n"
        )
    });
    of_schemas(REQUEST).replace("<service", &format!("{bindings}<service"))
}

fn undeclared_operations(size: usize) -> String {
    let declared =
        repeated(size, |at| format!("<operation name='Run{at}'><input message='w:In'/></operation>"));
    let bound = repeated(size, |at| {
        format!("<operation name='Other{at}'><input><soap:body use='literal'/></input></operation>")
    });
    of_schemas(REQUEST)
        .replace("</portType>", &format!("{declared}</portType>"))
        .replace("</binding>", &format!("{bound}</binding>"))
}

/// Services whose ports have bindings that share a client.
fn services_with_bindings(size: usize) -> String {
    let services = repeated(size, |at| {
        format!(
            "<binding name='B{at}' type='w:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
             <operation name='Run'><soap:operation soapAction='urn:run'/><input><soap:body use='literal'/></input></operation></binding>\
             <service name='S{at}'><port name='Q{at}' binding='w:B{at}'/></service>\n"
        )
    });
    of_schemas(REQUEST).replace("<service", &format!("{services}<service"))
}

fn faults_with_elements(size: usize) -> String {
    let elements = repeated(size, |at| format!("<xs:element name='f{at}' type='xs:string'/>"));
    let text = (0..size).fold(faults(size), |text, at| {
        let message = format!("<message name='F{at}'><part name='fault' element='t:");
        text.replacen(&format!("{message}Request'"), &format!("{message}f{at}'"), 1)
    });
    text.replacen("<xs:element name='Request'>", &format!("{elements}<xs:element name='Request'>"), 1)
}

fn broken_references(size: usize) -> String {
    let types = repeated(size, |at| sequence(&format!("Known{at}"), ""));
    let members = repeated(size, |at| format!("<xs:element name='a{at}' type='t:Unknown{at}'/>"));
    of_type(&format!("{types}{}", sequence("T", &members)))
}
