// node-soap signs an envelope: node_soap.js KEY CERTIFICATE INPUT OUTPUT
const fs = require('fs');
const { WSSecurityCert } = require('soap');

const [key, certificate, input, output] = process.argv.slice(2);
const security = new WSSecurityCert(fs.readFileSync(key), fs.readFileSync(certificate, 'utf8'), '', {
  hasTimeStamp: true,
  signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
});
fs.writeFileSync(output, security.postProcess(fs.readFileSync(input, 'utf8'), 'soap'));
