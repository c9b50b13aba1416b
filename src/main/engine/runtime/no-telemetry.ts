// ONNX Runtime 1.30 keeps events of its use in the home folder and sends them to Microsoft, unless this is
// set before its library is loaded. Nothing leaves the machine: import this before the package.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
