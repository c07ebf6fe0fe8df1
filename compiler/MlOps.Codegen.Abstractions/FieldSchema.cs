namespace MlOps.Codegen;

/// <summary>The public face of one input or output column: what an artifact's caller supplies or receives.</summary>
/// <param name="Name">The field's own name. It is data from a model file: any Unicode text, to be quoted by whoever prints it.</param>
/// <param name="Type">The declared type.</param>
/// <param name="OpType">How the values may be used, where the model says so.</param>
public sealed record FieldSchema(string Name, DataType Type, OpType? OpType = null);
