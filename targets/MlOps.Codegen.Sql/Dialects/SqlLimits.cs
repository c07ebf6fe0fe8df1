using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>What an engine bears, measured or from its manual.</summary>
/// <param name="Expansion">What one expression bears before it is cut into several definitions.</param>
/// <param name="Columns">How many columns a query or a table may have.</param>
/// <param name="IdentifierBytes">How many bytes an identifier keeps, as <see cref="SqlDialect.IdentifierBytes"/> counts.</param>
/// <param name="FunctionArguments">How many arguments a call may have, such as one of LEAST or COALESCE.</param>
/// <param name="OperatorTerms">How many operands one chain of AND, OR or concatenation may have.</param>
/// <param name="CaseLevels">How deep CASE may nest in one expression, guards and what the engine rewrites to CASE included.</param>
/// <param name="CaseBranches">How many branches one CASE may have.</param>
public sealed record SqlLimits(
    ExpansionLimits Expansion,
    int Columns,
    int IdentifierBytes = int.MaxValue,
    int FunctionArguments = 100,
    int OperatorTerms = 100,
    int CaseLevels = 100,
    int CaseBranches = int.MaxValue);
