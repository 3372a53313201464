namespace EdgeAgent.Conversion.Onnx;

/// <summary>Element types of tensors; the values are ONNX's <c>TensorProto.DataType</c>.</summary>
internal enum OnnxType
{
    Float32 = 1,
    UInt8 = 2,
    Int32 = 6,
    Int64 = 7,
}
