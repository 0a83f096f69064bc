// node-soap as a client: node_soap.js FOLDER WSDL URL TYPE PASSWORD WORD. Prints the reply, or the error.
const [folder, wsdl, url, passwordType, password, word] = process.argv.slice(2);
const soap = require(folder + "/node_modules/soap");
soap.createClientAsync(wsdl).then(async (client) => {
  client.setEndpoint(url);
  client.setSecurity(new soap.WSSecurity("jdoe", password, { passwordType, hasTimeStamp: true, hasNonce: true }));
  const [reply] = await client.echoAsync({ word });
  console.log(reply.word);
}).catch((error) => console.log("error: " + error.message));
