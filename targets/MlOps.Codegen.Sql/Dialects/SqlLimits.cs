using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>What an engine bears, measured or from its manual.</summary>
/// <param name="Expansion">What one expression bears before it is cut into several definitions.</param>
/// <param name="Columns">How many columns a query or a table may have.</param>
/// <param name="IdentifierBytes">How many bytes of UTF-8 an identifier keeps.</param>
/// <param name="FunctionArguments">How many arguments a call may have, such as one of LEAST or COALESCE.</param>
/// <param name="OperatorTerms">How many operands one chain of AND, OR or concatenation may have.</param>
public sealed record SqlLimits(
    ExpansionLimits Expansion,
    int Columns,
    int IdentifierBytes = int.MaxValue,
    int FunctionArguments = 100,
    int OperatorTerms = 100);
